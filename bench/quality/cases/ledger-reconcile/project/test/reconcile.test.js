import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { main } from '../src/cli.js';
import { reconcile } from '../src/reconcile.js';

const line = (reference, cents) => ({ reference, cents });
const entry = (id, reference, cents) => ({ id, reference, cents });

test('same reference, same amount', () => {
  const result = reconcile([line('RE 100', 500), line('re101', 700)], [entry(7, 'RE101', 700), entry(8, 'RE100', 500)]);
  assert.deepEqual(result, {
    matched: [{ line: 0, entry: 8 }, { line: 1, entry: 7 }],
    unknown: [],
    open: [],
    differing: [],
  });
});

test('an entry is used once', () => {
  const result = reconcile([line('A', 1), line('A', 1), line('A', 1)], [entry(1, 'A', 1), entry(2, 'A', 1)]);
  assert.deepEqual(result.matched, [{ line: 0, entry: 1 }, { line: 1, entry: 2 }]);
  assert.deepEqual(result.unknown, [2]);
});

test('another amount is told as a difference', () => {
  const result = reconcile([line('A', 90), line('B', 5)], [entry(1, 'A', 100), entry(2, 'C', 5)]);
  assert.deepEqual(result, {
    matched: [],
    unknown: [1],
    open: [2],
    differing: [{ line: 0, entry: 1, cents: -10 }],
  });
});

test('the command reads two files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reconcile-'));
  await writeFile(join(folder, 's.csv'), 'reference;amount\nRE 1;1.234,50\n');
  await writeFile(join(folder, 'l.csv'), 'id;reference;amount\n5;RE1;1234.50\n');
  let said = '';
  const out = { write: (text) => (said += text) };
  assert.equal(await main([join(folder, 's.csv'), join(folder, 'l.csv')], out), 0);
  assert.deepEqual(JSON.parse(said).matched, [{ line: 0, entry: 5 }]);
  assert.equal(await main([], out), 2);
});
