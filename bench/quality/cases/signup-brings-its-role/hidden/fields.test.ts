import assert from 'node:assert/strict';
import { test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';
import { AccountStore } from '../src/store.js';

const EVE = { email: 'eve@club.test', name: 'Eve' };

for (const extra of [{ role: 'admin' }, { credits: 1_000_000 }, { verified: true }, { role: 'admin', credits: 5 }]) {
  test(`a client does not set ${Object.keys(extra).join(' and ')}`, async () => {
    const store = new AccountStore();
    const { status } = await request(createApp(store)).post('/accounts').send({ ...EVE, ...extra });
    const account = await store.byEmail(EVE.email);
    // Passed over or refused as a whole: both are good.
    if (status >= 400 && status < 500) {
      assert.equal(account, undefined);
      return;
    }
    assert.equal(status, 201);
    assert.equal(account?.role, 'member');
    assert.equal(account?.credits, 0);
    assert.equal(account?.verified, false);
  });
}

test('e-mail, name and phone are kept', async () => {
  const store = new AccountStore();
  await request(createApp(store)).post('/accounts').send({ ...EVE, phone: '+1 555 0100' }).expect(201);
  const account = await store.byEmail(EVE.email);
  assert.equal(account?.name, 'Eve');
  assert.equal(account?.phone, '+1 555 0100');
});
