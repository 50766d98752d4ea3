'use strict';

const assert = require('node:assert/strict');
const { once } = require('node:events');
const { test } = require('node:test');
const { started, connected } = require('../test/support/client');

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function alive(refs, most) {
  let count = refs.length;
  for (let turn = 0; turn < 60 && count > most; turn += 1) {
    await pause(25);
    global.gc();
    count = refs.filter((ref) => ref.deref()).length;
  }
  return count;
}

function watched(wss) {
  const refs = [];
  wss.on('connection', (socket) => refs.push(new WeakRef(socket)));
  return refs;
}

test('sockets that were closed are given up', async () => {
  const app = await started({ pingEvery: 600_000 });
  const refs = watched(app.wss);
  try {
    for (let n = 0; n < 20; n += 1) {
      const client = await connected(`${app.url}/board-${n % 3}?name=n${n}`);
      await client.close();
    }
    assert.equal(refs.length, 20);
    const count = await alive(refs, 3);
    assert.ok(count <= 3, `${count} of 20 closed sockets are still held`);
    assert.equal(app.boards.size, 0);
  } finally {
    await app.stop();
  }
});

test('sockets that were cut off are given up', async () => {
  const app = await started({ pingEvery: 20 });
  const refs = watched(app.wss);
  try {
    for (let n = 0; n < 8; n += 1) {
      const client = await connected(`${app.url}/plan?name=n${n}`, { autoPong: false });
      if (client.socket.readyState !== 3) await once(client.socket, 'close');
    }
    const count = await alive(refs, 2);
    assert.ok(count <= 2, `${count} of 8 sockets are still held`);
  } finally {
    await app.stop();
  }
});

test('one that leaves does not end the pings of the others', async () => {
  const app = await started({ pingEvery: 30 });
  try {
    const ann = await connected(`${app.url}/plan?name=Ann`);
    const bob = await connected(`${app.url}/plan?name=Bob`);
    await bob.close();
    let pings = 0;
    ann.socket.on('ping', () => {
      pings += 1;
    });
    for (let turn = 0; turn < 100 && pings < 3; turn += 1) await pause(20);
    assert.ok(pings >= 3);
    assert.equal(ann.socket.readyState, 1);
  } finally {
    await app.stop();
  }
});
