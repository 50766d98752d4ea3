import fastify, { type FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { enrol } from './enrolment';

const STATUS = { 'no-such-course': 404, closed: 409, 'already-enrolled': 409 } as const;

export function buildServer(pool: Pool): FastifyInstance {
  const app = fastify({ logger: false });

  app.post<{ Params: { id: string }; Body: { studentId: number } }>(
    '/courses/:id/enrolments',
    {
      schema: {
        params: { type: 'object', properties: { id: { type: 'string', pattern: '^\\d+$' } } },
        body: {
          type: 'object',
          required: ['studentId'],
          properties: { studentId: { type: 'integer', minimum: 1 } },
        },
      },
    },
    async (request, reply) => {
      const outcome = await enrol(pool, Number(request.params.id), request.body.studentId);
      if (outcome.kind === 'refused') return reply.code(STATUS[outcome.reason]).send({ error: outcome.reason });
      return reply.code(outcome.kind === 'enrolled' ? 201 : 202).send(outcome);
    },
  );

  app.get('/courses', async () => {
    const { rows } = await pool.query('SELECT id, seats, taken FROM courses WHERE open = 1 ORDER BY id');
    return rows;
  });

  return app;
}
