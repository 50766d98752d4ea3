import fastify, { type FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import {
  FlowRepository,
  FlowVersionRepository,
  TriggerRepository,
  UserRepository,
} from './flows/flow.repositories.js';
import { FlowService } from './flows/flow.service.js';

export function buildServer(pool: Pool): FastifyInstance {
  const app = fastify();
  const flows = new FlowService(
    new FlowRepository(pool),
    new FlowVersionRepository(pool),
    new TriggerRepository(pool),
    new UserRepository(pool),
  );

  app.get<{ Querystring: { projectId: number; limit?: number; cursor?: number } }>(
    '/v1/flows',
    {
      schema: {
        querystring: {
          type: 'object',
          required: ['projectId'],
          properties: {
            projectId: { type: 'integer' },
            limit: { type: 'integer', minimum: 1, maximum: 100 },
            cursor: { type: 'integer', minimum: 0 },
          },
        },
      },
    },
    ({ query }) => flows.list(query.projectId, query),
  );

  return app;
}
