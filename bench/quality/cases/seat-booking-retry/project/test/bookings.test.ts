import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import { book, SeatTakenError } from '../src/bookings.js';
import { inTransaction } from '../src/db/transaction.js';

const { memory, Pool } = pg as any;

beforeEach(() => memory.reset('CREATE TABLE seats (show INTEGER, seat TEXT, customer INTEGER, PRIMARY KEY (show, seat))'));

test('seats are booked in a serializable transaction', async () => {
  assert.equal(await book(new Pool(), 1, ['B2', 'B1'], 7), 2);
  assert.deepEqual(await memory.all('SELECT seat, customer FROM seats ORDER BY seat'), [
    { seat: 'B1', customer: 7 },
    { seat: 'B2', customer: 7 },
  ]);
  assert.match(memory.log[0].text, /SERIALIZABLE/);
  assert.match(memory.log.at(-1).text, /COMMIT/);
});

test('a seat that is taken leaves all of them free', async () => {
  const pool = new Pool();
  await book(pool, 1, ['B2'], 7);
  await assert.rejects(book(pool, 1, ['B1', 'B2'], 8), SeatTakenError);
  assert.deepEqual(await memory.all('SELECT seat, customer FROM seats'), [{ seat: 'B2', customer: 7 }]);
});

test('the result of the work is given', async () => {
  const rows = await inTransaction(new Pool(), async (client) => (await client.query('SELECT 1 AS one')).rows);
  assert.deepEqual(rows, [{ one: 1 }]);
  assert.equal(memory.open, 0);
});
