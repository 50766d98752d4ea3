import assert from 'node:assert/strict';
import { test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';

const good = { name: 'Bob', email: 'bob@example.org' };
const bad = [
  {},
  { ...good, name: undefined },
  { ...good, name: '   ' },
  { ...good, name: 7 },
  { ...good, email: undefined },
  { ...good, email: 'bob' },
  { ...good, email: ['bob@example.org'] },
];

for (const body of bad) {
  test(`${JSON.stringify(body)} is refused`, async () => {
    const contacts = new Map();
    const { status, text } = await request(createApp(contacts).callback()).post('/contacts').send(body);
    assert.ok(status >= 400 && status < 500, `${status}`);
    assert.match(text, /name|email/);
    assert.equal(contacts.size, 0);
  });
}

test('a new contact is a 201', async () => {
  const server = createApp().callback();
  const { body } = await request(server).post('/contacts').send(good).expect(201);
  assert.equal(body.name, 'Bob');
  await request(server).get(`/contacts/${body.id}`).expect(200, body);
});
