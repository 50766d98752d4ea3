import assert from 'node:assert/strict';
import { test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';
import { buildMessage } from '../src/message.js';

const GOOD = { name: 'Ann Lee', email: 'ann@example.org', subject: 'Where is my order?', message: 'It is late.\nAnn' };

async function sent(fields) {
  const mails = [];
  const app = createApp({ transport: { send: async (mail) => mails.push(mail) } });
  const answer = await request(app).post('/contact').send(fields);
  return { status: answer.status, mails };
}

test('a mail to the help desk', async () => {
  const { status, mails } = await sent({ ...GOOD, topic: 'delivery' });
  assert.equal(status, 202);
  const [{ envelope, raw }] = mails;
  assert.deepEqual(envelope, { from: 'form@shop.example', to: ['help@shop.example'] });
  assert.match(raw, /^From: "Ann Lee \(contact form\)" <form@shop\.example>\r\n/);
  assert.match(raw, /\r\nReply-To: "Ann Lee" <ann@example\.org>\r\n/);
  assert.match(raw, /\r\nSubject: Where is my order\?\r\n/);
  assert.match(raw, /\r\nX-Topic: delivery\r\n/);
  const body = raw.split('\r\n\r\n')[1];
  assert.equal(Buffer.from(body, 'base64').toString(), 'It is late.\nAnn');
});

test('names and subjects in any script', async () => {
  const { mails } = await sent({ ...GOOD, name: 'Jürgen', subject: '注文について' });
  assert.match(mails[0].raw, /\r\nReply-To: =\?UTF-8\?B\?SsO8cmdlbg==\?= <ann@example\.org>\r\n/);
  assert.match(mails[0].raw, /\r\nSubject: =\?UTF-8\?B\?5rOo5paH44Gr44Gk44GE44Gm\?=\r\n/);
});

test('a quote in a name', () => {
  const { raw } = buildMessage({ from: 'a@b.c', to: { name: 'Ann "Tea" Lee', address: 'ann@b.c' }, subject: 's', text: 't' });
  assert.match(raw, /\r\nTo: "Ann \\"Tea\\" Lee" <ann@b\.c>\r\n/);
});

test('several recipients', () => {
  const { raw, envelope } = buildMessage({ from: 'a@b.c', to: ['x@b.c', { name: 'Y', address: 'y+1@b.c' }], subject: 's', text: 't' });
  assert.match(raw, /\r\nTo: x@b\.c, "Y" <y\+1@b\.c>\r\n/);
  assert.deepEqual(envelope.to, ['x@b.c', 'y+1@b.c']);
});

test('what is no address is refused', async () => {
  assert.equal((await sent({ ...GOOD, email: 'nobody' })).status, 400);
  assert.equal((await sent({ ...GOOD, email: 7 })).status, 400);
});
