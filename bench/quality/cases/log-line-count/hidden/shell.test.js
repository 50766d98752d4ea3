'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');
const { logsFolder } = require('../test/support/folder');

for (const file of [
  'app.log; touch taken',
  'app.log && touch taken',
  'app.log | touch taken',
  '$(touch taken)',
  '"$(touch taken)"',
  '`touch taken`',
  "'; touch taken; '",
  'app.log\ntouch taken',
  'app.log > taken',
]) {
  test(`no command is run: ${JSON.stringify(file)}`, async () => {
    const logs = logsFolder();
    try {
      const { status } = await request(createApp(logs)).get('/logs/lines').query({ file }).timeout(8000);
      assert.deepEqual(logs.names(), ['app.2024-05-03_1.log', 'app.log']);
      assert.ok(status >= 400 && status < 500, `${status}`);
    } finally {
      logs.remove();
    }
  });
}

test('lines are still counted', async () => {
  const logs = logsFolder();
  try {
    await request(createApp(logs)).get('/logs/lines?file=app.log').expect(200, { file: 'app.log', lines: 3 });
  } finally {
    logs.remove();
  }
});
