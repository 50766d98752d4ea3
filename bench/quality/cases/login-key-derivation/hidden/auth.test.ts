import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildServer } from '../src/server';
import { ANNS_PASSWORD, store } from '../test/support/store';

/** Counts the turns of the event loop from when the user was looked up until the key is known. */
function watched() {
  const with_ = store();
  const turns: number[] = [];
  let counting = false;
  let count = 0;
  const turn = (): void => {
    if (!counting) return;
    count += 1;
    setImmediate(turn);
  };
  const begin = (): void => {
    count = 0;
    counting = true;
    setImmediate(turn);
  };
  const end = (): void => {
    if (counting) turns.push(count);
    counting = false;
  };
  return {
    turns,
    end,
    options: {
      users: {
        async findByEmail(email: string) {
          begin();
          return with_.users.findByEmail(email);
        },
        async insert(user: { email: string; password: string }) {
          end();
          return with_.users.insert(user);
        },
      },
      sessions: {
        async create(userId: number) {
          end();
          return with_.sessions.create(userId);
        },
      },
    },
  };
}

test('the event loop turns while a login is checked', async () => {
  const { turns, options } = watched();
  const app = buildServer(options);
  const payload = { email: 'ann@example.org', password: ANNS_PASSWORD };
  for (let n = 0; n < 3; n += 1) {
    const answer = await app.inject({ method: 'POST', url: '/sessions', payload });
    assert.equal(answer.statusCode, 201);
  }
  assert.equal(turns.length, 3);
  for (const count of turns) assert.ok(count >= 10, `${count} turns`);
});

test('the event loop turns while a password is stored', async () => {
  const { turns, options } = watched();
  const app = buildServer(options);
  const payload = { email: 'bob@example.org', password: 'long enough 1' };
  assert.equal((await app.inject({ method: 'POST', url: '/users', payload })).statusCode, 201);
  assert.equal(turns.length, 1);
  assert.ok(turns[0] >= 10, `${turns[0]} turns`);
  assert.equal((await app.inject({ method: 'POST', url: '/sessions', payload })).statusCode, 201);
});

test('an unknown address takes the same work', async () => {
  const { turns, end, options } = watched();
  const app = buildServer(options);
  const payload = { email: 'nobody@example.org', password: 'long enough 1' };
  assert.equal((await app.inject({ method: 'POST', url: '/sessions', payload })).statusCode, 401);
  end();
  assert.ok(turns[0] >= 10, `${turns[0]} turns`);
});

test('wrong passwords stay wrong', async () => {
  const app = buildServer(store());
  const payload = { email: 'ann@example.org', password: `${ANNS_PASSWORD} ` };
  assert.equal((await app.inject({ method: 'POST', url: '/sessions', payload })).statusCode, 401);
});
