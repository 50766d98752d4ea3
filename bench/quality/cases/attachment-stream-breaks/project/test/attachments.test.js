'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const request = require('supertest');
const { desk } = require('./support/desk');

test('a file that is shown', async () => {
  const { headers, body } = await request(desk().app).get('/attachments/a1').buffer(true).expect(200);
  assert.equal(headers['content-type'], 'application/pdf');
  assert.equal(headers['content-length'], '5');
  assert.equal(headers['content-disposition'], "inline; filename*=UTF-8''plan%20%C3%A9.pdf");
  assert.equal(body.toString(), 'hello');
});

test('a file that is saved', async () => {
  const { headers, text } = await request(desk().app).get('/attachments/a2').expect(200);
  assert.match(headers['content-disposition'], /^attachment;/);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(text, '<b/>');
});

test('no such attachment', async () => {
  await request(desk().app).get('/attachments/nope').expect(404);
});
