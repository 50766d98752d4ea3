'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'terms-'));
fs.writeFileSync(path.join(folder, 'terms.en.md'), '# Terms\n');
fs.writeFileSync(path.join(folder, 'terms.de.md'), '# Bedingungen für alle\n');
after(() => fs.rmSync(folder, { recursive: true }));

test('the terms come in the language asked for', async () => {
  const { body } = await request(createApp(folder)).get('/terms/de').expect(200);
  assert.deepEqual(body, { lang: 'de', text: '# Bedingungen für alle\n' });
});

test('other languages are a 404', () => request(createApp(folder)).get('/terms/xx').expect(404));

test('a file that is missing is a 500', () => request(createApp(folder)).get('/terms/fr').expect(500));
