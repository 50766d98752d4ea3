'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, before, test } = require('node:test');
const request = require('supertest');
const { createServer } = require('../src/server');

let folder;
let server;

before(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reports-'));
  fs.writeFileSync(path.join(folder, '2024-05.csv'), 'day,sold\n1,4\n');
  fs.mkdirSync(path.join(folder, '2024-06.csv'));
  server = createServer(folder);
});

after(() => fs.rmSync(folder, { recursive: true }));

for (const [what, month] of [
  ['missing', '2024-04'],
  ['not readable', '2024-06'],
]) {
  test(`a report that is ${what} is an error of that request alone`, async () => {
    const { status } = await request(server).get(`/reports/${month}`).timeout(3000);
    assert.ok(status >= 400, `${status}`);
    await request(server).get('/reports/2024-05').expect(200, 'day,sold\n1,4\n').expect('x-rows', '1');
  });
}
