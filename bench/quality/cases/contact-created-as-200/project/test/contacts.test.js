import assert from 'node:assert/strict';
import { test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';

test('a contact is kept and found again', async () => {
  const server = createApp().callback();
  const { body } = await request(server).post('/contacts').send({ name: ' Ann ', email: 'ann@example.org' });
  assert.equal(body.name, 'Ann');
  assert.equal(body.email, 'ann@example.org');
  await request(server).get(`/contacts/${body.id}`).expect(200, body);
});

test('bad input says what is wrong and keeps nothing', async () => {
  const contacts = new Map();
  const server = createApp(contacts).callback();
  const noName = await request(server).post('/contacts').send({ email: 'ann@example.org' });
  assert.match(noName.text, /name/);
  const noEmail = await request(server).post('/contacts').send({ name: 'Ann', email: 'ann' });
  assert.match(noEmail.text, /email/);
  assert.equal(contacts.size, 0);
});

test('an unknown contact', () => request(createApp().callback()).get('/contacts/1').expect(404));
