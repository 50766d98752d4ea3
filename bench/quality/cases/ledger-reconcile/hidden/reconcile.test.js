import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reconcile } from '../src/reconcile.js';

const line = (reference, cents) => ({ reference, cents });
const entry = (id, reference, cents) => ({ id, reference, cents });

/** The rules, spelled out for small inputs. */
function slow(statement, ledger) {
  const same = (a, b) => a.replace(/\s+/g, '').toUpperCase() === b.replace(/\s+/g, '').toUpperCase();
  const used = new Set();
  const matched = [];
  const differing = [];
  const unknown = [];
  const take = (fits) => {
    const found = ledger.find((one) => !used.has(one.id) && fits(one));
    if (found) used.add(found.id);
    return found;
  };
  const rest = statement.flatMap((one, index) => {
    const found = take((other) => same(other.reference, one.reference) && other.cents === one.cents);
    if (found) matched.push({ line: index, entry: found.id });
    return found ? [] : [index];
  });
  for (const index of rest) {
    const one = statement[index];
    const found = take((other) => same(other.reference, one.reference));
    if (found) differing.push({ line: index, entry: found.id, cents: one.cents - found.cents });
    else unknown.push(index);
  }
  return { matched, unknown, open: ledger.filter((one) => !used.has(one.id)).map((one) => one.id), differing };
}

function random(seed) {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

test('the result is the same for all kinds of input', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const pick = random(seed);
    const reference = () => ['A 1', 'a1', 'B', 'b ', 'C', 'A|1', '__proto__', 'constructor'][pick(8)];
    const statement = Array.from({ length: pick(14) }, () => line(reference(), pick(3)));
    const ledger = Array.from({ length: pick(14) }, (_, n) => entry(100 - n, reference(), pick(3)));
    const copy = structuredClone([statement, ledger]);
    assert.deepEqual(reconcile(statement, ledger), slow(statement, ledger));
    assert.deepEqual([statement, ledger], copy);
  }
});

test('the work grows with the input, not with its square', () => {
  const size = 1500;
  let reads = 0;
  const counting = (one) => ({
    ...one,
    get reference() {
      reads += 1;
      return one.reference;
    },
  });
  const statement = Array.from({ length: size }, (_, n) => counting(line(`RE ${n}`, n % 7 === 0 ? 1 : n)));
  const ledger = Array.from({ length: size }, (_, n) => counting(entry(n + 1, `re${size - 1 - n}`, size - 1 - n)));
  const { matched, differing, unknown } = reconcile(statement, ledger);
  assert.equal(matched.length + differing.length, size);
  assert.deepEqual(unknown, []);
  assert.ok(reads <= 200 * size, `${reads} reads`);
});

test('many open entries of one reference are no trouble either', () => {
  const size = 500;
  const statement = Array.from({ length: size }, () => line('RENT', 100));
  const ledger = Array.from({ length: size }, (_, n) => entry(n + 1, 'RENT', 100));
  const { matched, open } = reconcile(statement, ledger);
  assert.equal(matched.length, size);
  assert.deepEqual(matched[size - 1], { line: size - 1, entry: size });
  assert.deepEqual(open, []);
});
