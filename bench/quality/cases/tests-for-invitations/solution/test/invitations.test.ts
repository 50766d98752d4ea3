import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createApp } from '../src/app';
import { MemoryStore } from './support/memory-store';

const NOW = new Date('2024-05-01T12:00:00Z');
const users: Record<string, { id: string; email: string }> = {
  ann: { id: 'u1', email: 'Ann@Example.com' },
  bob: { id: 'u2', email: 'bob@example.com' },
};

let store: MemoryStore;
let app: ReturnType<typeof createApp>;

beforeEach(() => {
  store = new MemoryStore();
  app = createApp({ store, userOf: (session) => users[session ?? ''] ?? null, now: () => NOW });
});

afterEach(() => app.close());

async function accept(token: string, session?: string) {
  const headers = session ? { 'x-session': session } : {};
  const answer = await app.inject({ method: 'POST', url: `/invitations/${token}/accept`, headers });
  return { status: answer.statusCode, body: answer.json() };
}

test('who is invited joins the team in the role offered', async () => {
  store.add({ token: 'a', teamId: 't7', role: 'admin' });
  assert.deepEqual(await accept('a', 'ann'), { status: 201, body: { teamId: 't7', role: 'admin' } });
  assert.deepEqual(store.members, [{ teamId: 't7', userId: 'u1' }]);
  assert.deepEqual((await store.findInvitation('a'))?.acceptedAt, NOW);
});

test('nobody joins without a session', async () => {
  store.add({ token: 'a' });
  assert.deepEqual(await accept('a'), { status: 401, body: { error: 'unauthenticated' } });
  assert.deepEqual(store.members, []);
});

test('an invitation that is not there', async () => {
  assert.deepEqual(await accept('zzz', 'ann'), { status: 404, body: { error: 'not_found' } });
});

test('somebody else\'s invitation is refused', async () => {
  store.add({ token: 'a' });
  assert.deepEqual(await accept('a', 'bob'), { status: 403, body: { error: 'other_address' } });
  assert.deepEqual(store.members, []);
});

test('an invitation works once', async () => {
  store.add({ token: 'a' });
  await accept('a', 'ann');
  assert.deepEqual(await accept('a', 'ann'), { status: 409, body: { error: 'already_accepted' } });
  assert.equal(store.members.length, 1);
});

for (const [when, expiresAt] of [['yesterday', '2024-04-30T12:00:00Z'], ['this moment', '2024-05-01T12:00:00Z']]) {
  test(`an invitation that expired ${when} is refused`, async () => {
    store.add({ token: 'a', expiresAt: new Date(expiresAt!) });
    assert.deepEqual(await accept('a', 'ann'), { status: 410, body: { error: 'expired' } });
    assert.deepEqual(store.members, []);
  });
}

test('a store that fails is a 500, and nobody joins', async () => {
  store.add({ token: 'a' });
  store.accept = async () => {
    throw new Error('the database is away');
  };
  assert.equal((await accept('a', 'ann')).status, 500);
  assert.deepEqual(store.members, []);
});
