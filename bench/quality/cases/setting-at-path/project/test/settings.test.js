import assert from 'node:assert/strict';
import { test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';
import { getAt, setAt } from '../src/path.js';

test('sets deeply and makes what is missing', () => {
  assert.deepEqual(setAt({}, 'editor.font.size', 14), { editor: { font: { size: 14 } } });
});

test('a number makes a list', () => {
  assert.deepEqual(setAt({}, 'tabs[1].title', 'B'), { tabs: [, { title: 'B' }] });
  assert.deepEqual(setAt({}, ['tabs', 0, 'title'], 'A'), { tabs: [{ title: 'A' }] });
});

test('what stands there stays', () => {
  const settings = { editor: { font: { size: 12, family: 'Mono' } } };
  setAt(settings, ['editor', 'font', 'size'], 14);
  assert.deepEqual(settings, { editor: { font: { size: 14, family: 'Mono' } } });
  assert.equal(getAt(settings, 'editor.font.family'), 'Mono');
});

test('a key with a dot can be given in a list', () => {
  assert.deepEqual(setAt({}, ['shortcuts', 'ctrl.k'], 'palette'), { shortcuts: { 'ctrl.k': 'palette' } });
});

test('__proto__ in a text is refused', () => {
  assert.throws(() => setAt({}, '__proto__.polluted', true), TypeError);
});

test('over HTTP', async () => {
  const app = createApp({ theme: 'dark' });
  await request(app).patch('/settings').send({ path: 'editor.tabSize', value: 2 }).expect(204);
  const { body } = await request(app).get('/settings').expect(200);
  assert.deepEqual(body, { theme: 'dark', editor: { tabSize: 2 } });
  await request(app).patch('/settings').send({ value: 2 }).expect(400);
});
