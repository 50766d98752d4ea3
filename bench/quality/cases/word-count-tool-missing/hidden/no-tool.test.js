import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';
import { countWords } from '../src/words.js';

let folder;

before(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'manuscripts-'));
  fs.writeFileSync(path.join(folder, 'ishmael.txt'), 'Call me Ishmael.\n');
  fs.writeFileSync(path.join(folder, 'not-a-program'), 'plain text');
});

after(() => fs.rmSync(folder, { recursive: true }));

const within = (promise) =>
  Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error('still waiting')), 3000).unref())]);

test('a tool that is not there rejects', async () => {
  await assert.rejects(within(countWords('no-such-tool-here', path.join(folder, 'ishmael.txt'))), (error) => {
    assert.notEqual(error.message, 'still waiting');
    return true;
  });
});

for (const tool of ['no-such-tool-here', './not-a-program']) {
  test(`the server answers with an error, and lives on (${tool})`, async () => {
    const app = createApp({ folder, tool: tool.startsWith('.') ? path.join(folder, tool) : tool, log: { error() {} } });
    const { status } = await request(app).get('/manuscripts/ishmael/words').timeout(3000);
    assert.ok(status >= 500, `${status}`);
    await request(app).get('/health').expect(200, { ok: true });
  });
}
