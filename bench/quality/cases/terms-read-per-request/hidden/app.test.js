'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, test } = require('node:test');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'terms-'));
fs.writeFileSync(path.join(folder, 'terms.en.md'), '# Terms\n');
after(() => fs.rmSync(folder, { recursive: true }));

// Before the app is loaded, so that a name taken out of the module is counted too.
const opened = [];
for (const name of ['readFileSync', 'openSync']) {
  const real = fs[name];
  fs[name] = function (file, ...rest) {
    if (String(file).startsWith(folder)) opened.push(name);
    return real.call(this, file, ...rest);
  };
}

const request = require('supertest');
const { createApp } = require('../src/app');

test('the file is not read synchronously during a request', async () => {
  const app = createApp(folder);
  opened.length = 0;
  for (let n = 0; n < 3; n += 1) {
    await request(app).get('/terms/en').expect(200, { lang: 'en', text: '# Terms\n' });
  }
  assert.deepEqual(opened, []);
});

test('a file that is missing is still answered with an error', async () => {
  const { status } = await request(createApp(folder)).get('/terms/fr');
  assert.ok(status >= 404, `${status}`);
  assert.deepEqual(opened, []);
});
