import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import { createApp } from '../src/app.js';

const { Pool, memory } = pg as any;

beforeEach(() =>
  memory.reset(`
    CREATE TABLE positions (id TEXT PRIMARY KEY, tenant_id TEXT, title TEXT, crew_size INTEGER);
    INSERT INTO positions VALUES ('p1', 'a', 'Driver', 2), ('p2', 'a', 'Cook', 1), ('p3', 'b', 'Mate', 4), ('p''4', 'a', 'Nurse', 1);
  `)
);

async function get(ids: string) {
  const headers = { 'x-tenant-id': 'a' };
  const answer = await createApp(new Pool()).inject({ url: '/positions', query: { ids }, headers });
  return { status: answer.statusCode, body: answer.json() };
}

const found = async (ids: string) => (await get(ids)).body.map((position: any) => position.id);

test('positions are found by id, sorted by title', async () => {
  assert.deepEqual(await get('p1,p2'), {
    status: 200,
    body: [
      { id: 'p2', title: 'Cook', crewSize: 1 },
      { id: 'p1', title: 'Driver', crewSize: 2 },
    ],
  });
});

test('those of another tenant stay hidden', async () => assert.deepEqual(await found('p1,p3'), ['p1']));

test('an id is never a piece of the statement', async () => {
  assert.deepEqual(await found("p'4"), ["p'4"]);
  assert.deepEqual(await found("x') OR ('1'='1"), []);
  for (const { text } of memory.log) assert.ok(!text.includes("'"), text);
});

test('no ids, no question', async () => {
  assert.deepEqual(await found(''), []);
  assert.equal(memory.log.length, 0);
});

test('an id that comes twice is asked for once', async () => {
  assert.deepEqual(await found('p1,p1,p1'), ['p1']);
  assert.deepEqual(memory.log[0].values, ['a', 'p1']);
});

test('too many ids are refused', async () => {
  assert.equal((await get(Array.from({ length: 101 }, (_, at) => at).join(','))).status, 400);
});
