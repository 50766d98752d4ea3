import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';
import { countWords } from '../src/words.js';

let folder;
let app;
const logged = [];

before(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'manuscripts-'));
  fs.writeFileSync(path.join(folder, 'ishmael.txt'), 'Call me Ishmael.\n');
  fs.writeFileSync(path.join(folder, 'empty.txt'), '');
  app = createApp({ folder, log: { error: (said) => logged.push(said) } });
});

after(() => fs.rmSync(folder, { recursive: true }));

test('words are counted', async () => {
  await request(app).get('/manuscripts/ishmael/words').expect(200, { name: 'ishmael', words: 3 });
  await request(app).get('/manuscripts/empty/words').expect(200, { name: 'empty', words: 0 });
});

test('what the tool cannot read is an error, and logged', async () => {
  await request(app).get('/manuscripts/nothing/words').expect(500, { error: 'internal error' });
  assert.equal(logged.length, 1);
  await assert.rejects(countWords('wc', path.join(folder, 'nothing.txt')), /wc ended with 1/);
});

test('a name has letters, digits and hyphens', () =>
  request(app).get('/manuscripts/a%2Fb/words').expect(404, { error: 'no such manuscript' }));
