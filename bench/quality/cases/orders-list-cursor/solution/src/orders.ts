import type { FastifyInstance } from 'fastify';
import type { OrderRow, Queryable } from './db.js';

function toOrder(row: OrderRow) {
  return { id: row.id, status: row.status, totalCents: row.total_cents, placedAt: row.created_at };
}

export async function ordersRoutes(app: FastifyInstance, { db }: { db: Queryable }) {
  app.get<{ Querystring: Record<string, string | undefined> }>('/', async (request, reply) => {
    const { limit: wanted = '20', cursor } = request.query;
    const limit = /^\d{1,3}$/.test(wanted) ? Number(wanted) : 0;
    if (limit < 1 || limit > 100) return reply.code(400).send({ error: 'invalid_limit' });

    const values: unknown[] = [request.customerId, limit + 1];
    let after = '';
    if (cursor !== undefined) {
      const place = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)\|(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString());
      if (!place) return reply.code(400).send({ error: 'invalid_cursor' });
      values.push(place[1], Number(place[2]));
      after = 'AND (created_at, id) < ($3, $4)';
    }

    const { rows } = await db.query<OrderRow>(
      `SELECT * FROM orders WHERE customer_id = $1 ${after} ORDER BY created_at DESC, id DESC LIMIT $2`,
      values
    );
    const page = rows.slice(0, limit);
    const last = page[page.length - 1];
    const more = rows.length > limit && last !== undefined;
    return reply.send({
      data: page.map(toOrder),
      next_cursor: more ? Buffer.from(`${last.created_at}|${last.id}`).toString('base64url') : null,
    });
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
