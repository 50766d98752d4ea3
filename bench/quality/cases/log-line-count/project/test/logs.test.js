'use strict';

const { after, before, test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');
const { logsFolder } = require('./support/folder');

let logs;
let app;

before(() => {
  logs = logsFolder();
  app = createApp(logs);
});

after(() => logs.remove());

const lines = (file) => request(app).get('/logs/lines').query({ file });

test('lines are counted', async () => {
  await lines('app.log').expect(200, { file: 'app.log', lines: 3 });
  await lines('app.2024-05-03_1.log').expect(200, { file: 'app.2024-05-03_1.log', lines: 0 });
});

test('folders in front of the name do not count', () => lines('old/app.log').expect(200, { file: 'app.log', lines: 3 }));

test('a log that is not there, and a name that is not there', async () => {
  await lines('none.log').expect(404, { error: 'no such log' });
  await request(app).get('/logs/lines').expect(400);
});
