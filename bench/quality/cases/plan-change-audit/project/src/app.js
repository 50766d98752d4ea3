import fastify from 'fastify';
import { auditTrail } from './audit.js';
import { changePlan, PlanError } from './plans.js';

const STATUS = { 'no-such-account': 404, 'no-such-plan': 400, 'too-many-members': 409 };

export function buildApp(pool) {
  const app = fastify();

  app.put('/accounts/:id/plan', async (request, reply) => {
    const { plan, actor } = request.body;
    try {
      return await changePlan(pool, { account: Number(request.params.id), plan, actor });
    } catch (error) {
      if (!(error instanceof PlanError)) throw error;
      return reply.code(STATUS[error.code]).send({ error: error.code });
    }
  });

  app.get('/accounts/:id/audit', (request) => auditTrail(pool, Number(request.params.id)));

  return app;
}
