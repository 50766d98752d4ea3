import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import { changePlan } from '../src/plans.js';
import { schema } from '../test/support/schema.js';

const { memory, Pool } = pg;
beforeEach(() => memory.reset(schema));

const change = (pool, account = 1, plan = 'team') => changePlan(pool, { account, plan, actor: 'ann' });

test('everything that is written runs on the connection of the transaction', async () => {
  await change(new Pool({ max: 5 }));
  const begin = memory.log.findIndex((one) => /^\s*(BEGIN|START)/i.test(one.text));
  const commit = memory.log.findIndex((one) => /^\s*COMMIT/i.test(one.text));
  assert.ok(begin >= 0 && commit > begin);
  const writes = memory.log.filter((one) => /^\s*(INSERT|UPDATE)/i.test(one.text));
  assert.equal(writes.length, 3);
  for (const one of writes) {
    assert.equal(one.client, memory.log[begin].client, one.text);
    const at = memory.log.indexOf(one);
    assert.ok(at > begin && at < commit, one.text);
  }
});

test('a change needs one connection', async () => {
  const pool = new Pool({ max: 1, connectionTimeoutMillis: 400 });
  assert.deepEqual(await change(pool), { from: 'solo', to: 'team', difference: 4000 });
  await assert.rejects(change(pool, 2, 'solo'), { code: 'too-many-members' });
  await assert.rejects(change(pool, 2, 'gold'), { code: 'no-such-plan' });
  await assert.rejects(change(pool, 99, 'team'), { code: 'no-such-account' });
  assert.equal(memory.open, 0);
});

for (const pattern of [/INTO audit_log/i, /INTO ledger/i, /^\s*COMMIT/i]) {
  test(`nothing is left when ${pattern} fails`, async () => {
    const pool = new Pool({ max: 1, connectionTimeoutMillis: 400 });
    memory.fail(pattern, new Error('disk full'));
    await assert.rejects(change(pool), /disk full/);
    assert.deepEqual(await memory.all('SELECT plan_code FROM accounts WHERE id = 1'), [{ plan_code: 'solo' }]);
    assert.deepEqual(await memory.all('SELECT id FROM audit_log'), []);
    assert.deepEqual(await memory.all('SELECT kind FROM ledger'), []);
    assert.equal(memory.open, 0);
  });
}
