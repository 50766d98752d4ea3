'use strict';

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
  fs.writeFileSync(path.join(folder, '2024-05.csv'), 'day,sold\n1,4\n2,7\n');
  server = createServer(folder);
});

after(() => fs.rmSync(folder, { recursive: true }));

test('a report is sent as CSV with the number of its rows', () =>
  request(server)
    .get('/reports/2024-05')
    .expect(200, 'day,sold\n1,4\n2,7\n')
    .expect('content-type', 'text/csv')
    .expect('x-rows', '2'));

test('what is no month is not found', async () => {
  await request(server).get('/reports/may').expect(404, { error: 'not found' });
  await request(server).get('/').expect(404);
});

test('reports are read only', () => request(server).delete('/reports/2024-05').expect(405));
