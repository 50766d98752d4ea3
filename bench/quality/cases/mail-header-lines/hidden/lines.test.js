import assert from 'node:assert/strict';
import { test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';
import { buildMessage } from '../src/message.js';

const GOOD = { name: 'Ann Lee', email: 'ann@example.org', subject: 'Hello', message: 'Text' };
const NAMES = ['From', 'To', 'Reply-To', 'Subject', 'Message-ID', 'MIME-Version', 'Content-Type', 'Content-Transfer-Encoding', 'X-Topic'];

// The headers as a server reads them that ends a line at any of CR and LF.
function namesOf(raw) {
  const head = raw.split(/\r\n\r\n|\n\n|\r\r/)[0];
  return head.split(/\r\n|\n|\r/).filter((line) => !/^[ \t]/.test(line)).map((line) => line.split(':')[0]);
}

for (const field of ['name', 'email', 'subject', 'topic']) {
  for (const end of ['\r\n', '\n', '\r', '\r\n\r\n']) {
    test(`${field} with ${JSON.stringify(end)} adds no header`, async () => {
      const mails = [];
      const app = createApp({ transport: { send: async (mail) => mails.push(mail) } });
      const value = `${field === 'email' ? 'ann@example.org' : 'Hi'}${end}Bcc: all@victims.test`;
      const { status } = await request(app).post('/contact').send({ ...GOOD, topic: 'other', [field]: value });
      assert.ok(status < 500, `answered ${status}`);
      for (const { raw, envelope } of mails) {
        assert.deepEqual(namesOf(raw), NAMES);
        assert.equal(Buffer.from(raw.split('\r\n\r\n')[1], 'base64').toString(), 'Text');
        assert.deepEqual(envelope.to, ['help@shop.example']);
      }
    });
  }
}

test('a break beside other scripts hides nothing', async () => {
  const mails = [];
  const app = createApp({ transport: { send: async (mail) => mails.push(mail) } });
  await request(app).post('/contact').send({ ...GOOD, topic: 'Größe\r\nBcc: all@victims.test' });
  for (const { raw } of mails) assert.deepEqual(namesOf(raw), NAMES);
});

test('recipients are not added through an address', () => {
  for (const address of ['a@b.c\r\nBcc: x@y.z', 'a@b.c>\nBcc: <x@y.z']) {
    let raw = '';
    try {
      ({ raw } = buildMessage({ from: 'a@b.c', to: { name: 'A', address }, subject: 's', text: 't' }));
    } catch {
      continue;
    }
    assert.ok(!namesOf(raw).includes('Bcc'));
  }
});

test('the text itself may have lines', async () => {
  const mails = [];
  const app = createApp({ transport: { send: async (mail) => mails.push(mail) } });
  await request(app).post('/contact').send({ ...GOOD, message: 'a\r\nBcc: me\r\n\r\nb' }).expect(202);
  assert.equal(Buffer.from(mails[0].raw.split('\r\n\r\n')[1], 'base64').toString(), 'a\r\nBcc: me\r\n\r\nb');
});
