import type { FastifyInstance } from 'fastify';
import type { OrderRow, Queryable } from './db.js';

function toOrder(row: OrderRow) {
  return { id: row.id, status: row.status, totalCents: row.total_cents, placedAt: row.created_at };
}

export async function ordersRoutes(app: FastifyInstance, { db }: { db: Queryable }) {
  app.get<{ Querystring: Record<string, string | undefined> }>('/', async (request, reply) => {
    const { rows } = await db.query<OrderRow>(
      'SELECT * FROM orders WHERE customer_id = $1 ORDER BY created_at DESC',
      [request.customerId]
    );
    return reply.send({ data: rows.map(toOrder) });
  });

  app.get<{ Params: { id: string } }>('/:id', async (request, reply) => {
    const { rows } = await db.query<OrderRow>('SELECT * FROM orders WHERE id = $1 AND customer_id = $2', [
      request.params.id,
      request.customerId,
    ]);
    if (!rows[0]) return reply.code(404).send({ error: 'not_found' });
    return reply.send(toOrder(rows[0]));
  });
}
