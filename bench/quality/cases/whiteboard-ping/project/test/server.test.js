'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const { test } = require('node:test');
const { started, connected } = require('./support/client');

test('a stroke reaches the others, and those who come later', async () => {
  const app = await started();
  try {
    const ann = await connected(`${app.url}/plan?name=Ann`);
    await ann.next('board');
    const bob = await connected(`${app.url}/plan?name=Bob`);
    await bob.next('board');
    assert.equal((await ann.next('joined')).name, 'Bob');
    ann.socket.send(JSON.stringify({ type: 'stroke', stroke: [1, 2, 3] }));
    assert.deepEqual((await bob.next('stroke')).stroke, [1, 2, 3]);
    const eve = await connected(`${app.url}/plan?name=Eve`);
    const board = await eve.next('board');
    assert.deepEqual(board.strokes, [[1, 2, 3]]);
    assert.deepEqual(board.viewers, ['Ann', 'Bob', 'Eve']);
  } finally {
    await app.stop();
  }
});

test('who leaves is announced', async () => {
  const app = await started();
  try {
    const ann = await connected(`${app.url}/plan?name=Ann`);
    const bob = await connected(`${app.url}/plan?name=Bob`);
    await bob.close();
    assert.equal((await ann.next('left')).name, 'Bob');
  } finally {
    await app.stop();
  }
});

test('a client that does not answer a ping is cut off, one that answers stays', async () => {
  const app = await started({ pingEvery: 60 });
  try {
    const good = await connected(`${app.url}/plan?name=Good`);
    const dead = await connected(`${app.url}/plan?name=Dead`, { autoPong: false });
    await once(dead.socket, 'close');
    assert.equal((await good.next('left')).name, 'Dead');
    assert.equal(good.socket.readyState, 1);
  } finally {
    await app.stop();
  }
});

test('the name of a board is checked', async () => {
  const app = await started();
  try {
    const client = await connected(`${app.url}/..%2F`);
    await once(client.socket, 'close');
    assert.equal(app.boards.size, 0);
  } finally {
    await app.stop();
  }
});
