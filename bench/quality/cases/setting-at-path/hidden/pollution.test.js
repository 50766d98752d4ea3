import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';
import { setAt } from '../src/path.js';

const clean = () => {
  for (const shared of [Object.prototype, Array.prototype, Function.prototype, Object, Array]) {
    delete shared.polluted;
  }
};
afterEach(clean);

function unpolluted() {
  const found = [{}.polluted, [].polluted, (() => {}).polluted, Object.polluted];
  clean();
  assert.deepEqual(found, [undefined, undefined, undefined, undefined]);
}

const PATHS = [
  [['__proto__'], 'polluted'],
  [[['__proto__']], ['polluted']],
  ['a', ['__proto__'], 'polluted'],
  [['constructor'], ['prototype'], 'polluted'],
  ['list', ['__proto__'], 'polluted'],
  ['hasOwnProperty', ['__proto__'], 'polluted'],
  ['__proto__', 'polluted'],
  'constructor.prototype.polluted',
  'a[__proto__].polluted',
];

for (const path of PATHS) {
  test(`nothing shared is changed by ${JSON.stringify(path)}`, () => {
    try {
      setAt({ a: {}, list: [1] }, path, 'yes');
    } catch {
      // To refuse it is fine.
    }
    const inherited = [{}.toString.polluted, {}.hasOwnProperty.polluted];
    delete Object.prototype.toString.polluted;
    delete Object.prototype.hasOwnProperty.polluted;
    unpolluted();
    assert.deepEqual(inherited, [undefined, undefined]);
  });
}

test('the same over HTTP', async () => {
  const app = createApp({ a: {} });
  const { status } = await request(app).patch('/settings').send({ path: [['__proto__'], 'polluted'], value: 'yes' });
  unpolluted();
  assert.ok(status < 500);
});

test('a path of names and numbers still works', () => {
  assert.deepEqual(setAt({}, ['proto', 'constructors', 0], 1), { proto: { constructors: [1] } });
  assert.deepEqual(setAt({}, 'a.b', undefined), { a: { b: undefined } });
});
