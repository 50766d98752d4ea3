'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const request = require('supertest');
const { createServer } = require('../src/server');

for (const [what, text] of [
  ['empty', ''],
  ['cut off', '{"type":"invoice.paid","invoice":"R-17"'],
  ['a form', 'type=invoice.paid&invoice=R-17'],
]) {
  test(`a body that is ${what} is refused, and the next one is taken`, async () => {
    const entries = [];
    const server = createServer({ add: (entry) => entries.push(entry) });
    const post = (sent) =>
      request(server).post('/webhooks/shop').set('content-type', 'application/json').timeout(3000).send(sent);

    const { status } = await post(text);
    assert.ok(status >= 400 && status < 500, `${status}`);
    assert.deepEqual(entries, []);

    await post('{"type":"invoice.paid","invoice":"R-18","cents":100}').expect(200, { received: true });
    assert.deepEqual(entries, [{ invoice: 'R-18', cents: 100 }]);
  });
}
