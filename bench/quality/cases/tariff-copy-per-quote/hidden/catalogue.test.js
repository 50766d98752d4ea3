'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { Catalogue } = require('../src/catalogue');
const { quote } = require('../src/quote');
const { document, tariff } = require('../test/support/document');

// A document of many tariffs that counts how often the content of one is read.
function counted(size) {
  const counter = { reads: 0 };
  const tariffs = Array.from({ length: size }, (_, n) => {
    const { steps, surcharges, ...plain } = tariff(`T${n}`, n % 2 ? 'odd' : 'even');
    return Object.defineProperties(plain, {
      steps: { enumerable: true, get: () => ((counter.reads += 1), steps) },
      surcharges: { enumerable: true, get: () => ((counter.reads += 1), surcharges) },
    });
  });
  return { counter, source: { published: 'today', tariffs } };
}

test('a lookup reads the tariff that it is about, not the others', () => {
  const { counter, source } = counted(3000);
  const catalogue = new Catalogue(source);
  catalogue.find('T0');
  catalogue.codesOf('odd');
  counter.reads = 0;
  for (let n = 0; n < 20; n += 1) assert.equal(catalogue.find(`T${n * 100}`).steps.length, 2);
  assert.ok(counter.reads <= 400, `${counter.reads} reads`);
  counter.reads = 0;
  for (let n = 0; n < 5; n += 1) assert.equal(catalogue.codesOf('odd').length, 1500);
  assert.equal(catalogue.find('none'), undefined);
  assert.ok(counter.reads <= 400, `${counter.reads} reads`);
});

test('what a caller does with a tariff stays with the caller, all the way down', () => {
  const catalogue = new Catalogue(document());
  const mine = catalogue.find('N1');
  mine.base = 0;
  mine.steps[0].price = 0;
  mine.steps.pop();
  delete mine.surcharges.toll;
  mine.note = 'mine';
  assert.deepEqual(catalogue.find('N1'), tariff('N1', 'north'));
  const codes = catalogue.codesOf('north');
  codes.pop();
  assert.deepEqual(catalogue.codesOf('north'), ['N1', 'N2']);
});

test('many quotes on one catalogue are all the same', () => {
  const catalogue = new Catalogue(document());
  const prices = new Set();
  for (let n = 0; n < 50; n += 1) prices.add(quote(catalogue, { code: 'N1', kilos: 40, discountPercent: 10 }).cents);
  assert.deepEqual([...prices], [100 + 1350 + 400 + 20]);
});

test('a newer document takes the place of the old one', () => {
  const catalogue = new Catalogue(document());
  assert.ok(catalogue.find('N2'));
  catalogue.replace({ published: '2024-04-01', tariffs: [tariff('W1', 'west', 7)] });
  assert.equal(catalogue.find('N2'), undefined);
  assert.deepEqual(catalogue.find('W1'), tariff('W1', 'west', 7));
  assert.deepEqual(catalogue.codesOf('north'), []);
  assert.deepEqual(catalogue.codesOf('west'), ['W1']);
  assert.equal(catalogue.published, '2024-04-01');
});

test('of two tariffs with one code the first is used', () => {
  const catalogue = new Catalogue({ published: 'x', tariffs: [tariff('A', 'north', 1), tariff('A', 'south', 2)] });
  assert.equal(catalogue.find('A').base, 1);
  assert.deepEqual(catalogue.codesOf('south'), ['A']);
});
