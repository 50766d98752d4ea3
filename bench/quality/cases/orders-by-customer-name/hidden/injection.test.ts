import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import request from 'supertest';
import { createApp } from '../src/app.js';
import { SCHEMA } from '../test/support/schema.js';

const { Pool, memory } = pg as any;

beforeEach(() => memory.reset(SCHEMA));

const get = (customer: string) =>
  request(createApp(new Pool())).get('/orders').query({ customer }).set('x-company-id', '1');

for (const attack of [
  "' OR 1=1 --",
  "x' UNION SELECT id, password_hash, 1 FROM accounts --",
  "Hansen' OR company_id = 2 OR customer = 'x",
]) {
  test(`no statement is run: ${attack}`, async () => {
    const { status, body, text } = await get(attack);
    assert.ok(status === 200 || (status >= 400 && status < 500), `${status}`);
    if (status === 200) assert.deepEqual(body, []);
    assert.ok(!text.includes('scrypt'));
  });
}

test('a name with a quote is found', async () => {
  const { body } = await get("O'Neill").expect(200);
  assert.deepEqual(body, [{ id: 5, customer: "O'Neill", total: 5 }]);
});
