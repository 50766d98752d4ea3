import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';
import { AccountStore } from '../src/store.js';

const ANN = { email: 'ann@club.test', name: 'Ann' };
let store: AccountStore;

beforeEach(() => {
  store = new AccountStore();
});

const post = (body: object) => request(createApp(store)).post('/accounts').send(body);

test('a new account is that of a member', async () => {
  await post({ ...ANN, phone: '+49 30 1234' }).expect(201, { id: 1, ...ANN, role: 'member' });
  assert.deepEqual(await store.byEmail(ANN.email), {
    id: 1,
    ...ANN,
    phone: '+49 30 1234',
    role: 'member',
    credits: 0,
    verified: false,
  });
});

test('a phone is not needed', async () => {
  await post(ANN).expect(201);
  assert.equal((await store.byEmail(ANN.email))?.phone, undefined);
});

test('an e-mail has one account', async () => {
  await post(ANN).expect(201);
  await post({ ...ANN, name: 'Another' }).expect(409);
});

test('e-mail and name are needed', async () => {
  await post({ name: 'Ann' }).expect(422);
  await post({ email: 'ann', name: 'Ann' }).expect(422);
  await post({ email: 'ann@club.test' }).expect(422);
});
