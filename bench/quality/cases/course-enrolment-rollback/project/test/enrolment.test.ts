import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Pool, memory } from 'pg';
import { buildServer } from '../src/server';
import { schema } from './support/schema';

beforeEach(() => memory.reset(schema));

const post = (course: number, studentId: number) =>
  buildServer(new Pool()).inject({ method: 'POST', url: `/courses/${course}/enrolments`, payload: { studentId } });

test('seats are given in order', async () => {
  assert.deepEqual((await post(1, 7)).json(), { kind: 'enrolled', seat: 1 });
  assert.deepEqual((await post(1, 8)).json(), { kind: 'enrolled', seat: 2 });
  const [course] = await memory.all('SELECT taken FROM courses WHERE id = 1');
  assert.equal(course.taken, 2);
});

test('a course that is full has a waiting list', async () => {
  const first = await post(2, 7);
  assert.equal(first.statusCode, 202);
  assert.deepEqual(first.json(), { kind: 'waiting', position: 1 });
  assert.deepEqual((await post(2, 8)).json(), { kind: 'waiting', position: 2 });
});

test('a course that is closed takes nobody', async () => {
  const answer = await post(3, 7);
  assert.equal(answer.statusCode, 409);
  assert.deepEqual(answer.json(), { error: 'closed' });
});

test('a course that does not exist is not found', async () => {
  assert.equal((await post(99, 7)).statusCode, 404);
});

test('a student enrols once', async () => {
  assert.equal((await post(2, 70)).statusCode, 409);
});

test('a student needs a number', async () => {
  assert.equal((await post(1, 0)).statusCode, 400);
});
