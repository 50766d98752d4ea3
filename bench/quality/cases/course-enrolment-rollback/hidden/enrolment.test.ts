import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { Pool, memory } from 'pg';
import { buildServer } from '../src/server';
import { schema } from '../test/support/schema';

let app: FastifyInstance;

beforeEach(async () => {
  await memory.reset(schema);
  app = buildServer(new Pool({ max: 2, connectionTimeoutMillis: 500 }));
});

const post = (course: number, studentId: number) =>
  app.inject({ method: 'POST', url: `/courses/${course}/enrolments`, payload: { studentId } });

/** Each connection that was given back has ended what it began. */
function allEnded(): void {
  const open = new Map<number, boolean>();
  for (const { client, text } of memory.log) {
    if (/^\s*(BEGIN|START)/i.test(text)) open.set(client, true);
    if (/^\s*(COMMIT|ROLLBACK|END)/i.test(text)) open.set(client, false);
  }
  assert.deepEqual([...open.values()].filter(Boolean), []);
  assert.equal(memory.open, 0);
}

for (const pattern of [/UPDATE courses/i, /INTO enrolments/i, /FROM enrolments/i, /FROM courses WHERE id/i]) {
  test(`a failure of ${pattern} leaves nothing behind`, async () => {
    memory.fail(pattern, new Error('out of shared memory'));
    assert.equal((await post(1, 7)).statusCode, 500);
    allEnded();
    assert.deepEqual(await memory.all('SELECT taken FROM courses WHERE id = 1'), [{ taken: 0 }]);
    const again = await post(1, 7);
    assert.deepEqual(again.json(), { kind: 'enrolled', seat: 1 });
    allEnded();
    assert.deepEqual(await memory.all('SELECT student_id, seat FROM enrolments WHERE course_id = 1'), [
      { student_id: 7, seat: 1 },
    ]);
  });
}

test('a failure on the waiting list leaves nothing behind', async () => {
  memory.fail(/INTO waiting_list/i, new Error('out of shared memory'));
  assert.equal((await post(2, 7)).statusCode, 500);
  allEnded();
  assert.deepEqual((await post(2, 7)).json(), { kind: 'waiting', position: 1 });
});

test('a refusal ends its transaction, too', async () => {
  assert.equal((await post(3, 7)).statusCode, 409);
  allEnded();
  assert.equal((await post(99, 7)).statusCode, 404);
  allEnded();
  assert.equal((await post(2, 70)).statusCode, 409);
  allEnded();
  assert.equal((await post(1, 9)).statusCode, 201);
  allEnded();
});
