import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answerFor,
  itemsOf,
  linesOf,
  objectionOf,
  summaryOf,
} from '../../client-config/vscode/src/pure/proposal.mjs';

const proposal = {
  id: '1',
  reasons: [],
  uri: 'file:///a.js',
  title: 'Fix backend',
  by: 'gpt-5.2 at api.openai.com',
  receipt: ['parses', '1 finding gone, 0 new'],
  risks: [],
  notes: [],
  before: 'one\ntwo\nthree\nfour\n',
  text: 'zero\none\nTWO\nthree\n',
  pieces: [
    { old: [0, 0], new: [0, 1] },
    { old: [1, 2], new: [2, 3] },
    { old: [3, 4], new: [4, 4] },
  ],
  files: [
    { path: 'test/a.test.js', uri: '', before: null, text: 'a\nb\n' },
    { path: 'test/b.test.js', uri: '', before: 'a\n', text: 'a\nb\nc\n' },
  ],
};

test('every piece has a place, its size, and its first line', () => {
  const items = itemsOf(proposal, []);
  assert.deepEqual(items.map(({ label, detail }) => [label, detail]), [
    ['Line 1: 1 line added', '+ zero'],
    ['Line 2: 1 line changed', '+ TWO'],
    ['Line 4: 1 line removed', '- four'],
    ['New file test/a.test.js', '2 lines more'],
    ['More tests in test/b.test.js', '2 lines more'],
  ]);
  assert.ok(items.every(({ picked }) => picked));
});

test('a selection in the diff picks the pieces that it touches, and no file', () => {
  const picked = (...selected) => itemsOf(proposal, selected).flatMap((i) => (i.picked ? [i] : []));
  assert.deepEqual(picked([2, 3]).map(({ piece }) => piece), [1]);
  assert.deepEqual(picked([0, 3]).map(({ piece }) => piece), [0, 1]);
  assert.deepEqual(picked([4, 5]).map(({ piece }) => piece), [2]);
  assert.equal(picked([1, 2]).length, 5);
});

test('all of it is the proposal itself; less of it is a part that is checked anew', () => {
  const items = itemsOf(proposal, []);
  assert.deepEqual(answerFor(proposal, items), { choice: 'apply' });
  assert.deepEqual(answerFor(proposal, [items[1], items[3]]), {
    choice: 'part',
    pieces: [1],
    files: ['test/a.test.js'],
  });
});

test('lines are counted as the server counts them', () => {
  assert.deepEqual(linesOf('a\r\nb\rc\u2028d\n'), ['a', 'b', 'c\u2028d', '']);
});

test('the summary holds the receipt, and each risk', () => {
  assert.equal(summaryOf(proposal), 'Fix backend: parses · 1 finding gone, 0 new.');
  const risky = { ...proposal, risks: ['It adds the package byline.'] };
  assert.match(summaryOf(risky), /Look at this: It adds the package byline\.$/);
});

test('an objection names what fails without the rest, as one sentence', () => {
  const reasons = ['What you chose does not pass', '`readline` is declared nowhere', 'b'];
  assert.equal(
    objectionOf({ ...proposal, reasons }),
    'Nothing was changed yet. What you chose does not pass: `readline` is declared nowhere; b.',
  );
  const one = objectionOf({ ...proposal, reasons: ['Nothing was chosen.'] });
  assert.equal(one, 'Nothing was changed yet. Nothing was chosen.');
});
