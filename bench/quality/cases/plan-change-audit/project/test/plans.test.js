import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import { buildApp } from '../src/app.js';
import { schema } from './support/schema.js';

beforeEach(() => pg.memory.reset(schema));

const app = buildApp(new pg.Pool({ max: 5 }));
const put = (id, plan) => app.inject({ method: 'PUT', url: `/accounts/${id}/plan`, payload: { plan, actor: 'ann' } });

test('a larger plan is charged', async () => {
  const answer = await put(1, 'team');
  assert.deepEqual(answer.json(), { from: 'solo', to: 'team', difference: 4000 });
  assert.deepEqual(await pg.memory.all('SELECT kind, amount_cents FROM ledger'), [{ kind: 'charge', amount_cents: 4000 }]);
  const trail = await app.inject('/accounts/1/audit');
  assert.deepEqual(trail.json(), [{ actor: 'ann', action: 'plan-changed', details: { from: 'solo', to: 'team' } }]);
});

test('a plan of the same price books nothing', async () => {
  const answer = await put(2, 'crew');
  assert.equal(answer.json().difference, 0);
  assert.deepEqual(await pg.memory.all('SELECT * FROM ledger'), []);
});

test('a plan that is too small is refused', async () => {
  const answer = await put(2, 'solo');
  assert.equal(answer.statusCode, 409);
  assert.deepEqual(await pg.memory.all('SELECT plan_code FROM accounts WHERE id = 2'), [{ plan_code: 'team' }]);
});

test('unknown plans and accounts are refused', async () => {
  assert.equal((await put(1, 'gold')).statusCode, 400);
  assert.equal((await put(77, 'team')).statusCode, 404);
});
