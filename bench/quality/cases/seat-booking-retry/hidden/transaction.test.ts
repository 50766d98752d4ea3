import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import { book, SeatTakenError } from '../src/bookings.js';
import { inTransaction } from '../src/db/transaction.js';

const { memory, Pool } = pg as any;

beforeEach(() => memory.reset('CREATE TABLE seats (show INTEGER, seat TEXT, customer INTEGER, PRIMARY KEY (show, seat))'));

const sqlError = (code: string, message = code): Error => Object.assign(new Error(message), { code });
const words = (): string[] => memory.log.map((one: { text: string }) => one.text.trim().split(/\s+/)[0].toUpperCase());
const insert = (client: any, seat: string) =>
  client.query('INSERT INTO seats (show, seat, customer) VALUES ($1, $2, $3)', [1, seat, 7]);

for (const code of ['40001', '40P01']) {
  test(`after ${code} the work starts again in a new transaction`, async () => {
    let runs = 0;
    const result = await inTransaction(
      new Pool(),
      async (client: any) => {
        runs += 1;
        await insert(client, 'A1');
        if (runs === 1) throw sqlError(code);
        return runs;
      },
      { pauseMs: 1 },
    );
    assert.equal(result, 2);
    assert.deepEqual(words().filter((word) => word !== 'INSERT'), ['BEGIN', 'ROLLBACK', 'BEGIN', 'COMMIT']);
    assert.deepEqual(await memory.all('SELECT seat FROM seats'), [{ seat: 'A1' }]);
    assert.equal(memory.open, 0);
  });
}

test('a failure to serialize that only the commit shows is retried, too', async () => {
  memory.fail(/^\s*COMMIT/i, sqlError('40001'));
  assert.equal(await book(new Pool(), 1, ['A1', 'A2'], 7), 2);
  assert.equal((await memory.all('SELECT seat FROM seats')).length, 2);
  assert.equal(memory.open, 0);
});

test('the isolation level holds for each attempt', async () => {
  memory.fail(/INTO seats/i, sqlError('40001'));
  await book(new Pool(), 1, ['A1'], 7);
  const begins = memory.log.filter((one: { text: string }) => /^\s*(BEGIN|START)/i.test(one.text));
  const said = memory.log.filter((one: { text: string }) => /SERIALIZABLE/i.test(one.text));
  assert.equal(begins.length, 2);
  assert.equal(said.length, 2);
});

for (const error of [sqlError('23505', 'duplicate key'), sqlError('22P02'), new SeatTakenError('A1'), new TypeError('oops')]) {
  test(`${error.name} ${error.message} is not retried`, async () => {
    let runs = 0;
    const working = inTransaction(
      new Pool(),
      async (client: any) => {
        runs += 1;
        await insert(client, 'A1');
        throw error;
      },
      { pauseMs: 1 },
    );
    await assert.rejects(working, (thrown) => thrown === error);
    assert.equal(runs, 1);
    assert.deepEqual(words(), ['BEGIN', 'INSERT', 'ROLLBACK']);
    assert.deepEqual(await memory.all('SELECT seat FROM seats'), []);
    assert.equal(memory.open, 0);
  });
}

test('the attempts are bounded, and the last error is the one that is seen', async () => {
  let runs = 0;
  const working = inTransaction(
    new Pool(),
    async (client: any) => {
      runs += 1;
      await insert(client, 'A1');
      throw sqlError('40001', `conflict ${runs}`);
    },
    { attempts: 4, pauseMs: 1 },
  );
  await assert.rejects(working, /conflict 4/);
  assert.equal(runs, 4);
  assert.deepEqual(await memory.all('SELECT seat FROM seats'), []);
  assert.equal(memory.open, 0);
});
