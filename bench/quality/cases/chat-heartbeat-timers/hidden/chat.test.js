import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import timers from 'node:timers';
import { syncBuiltinESMExports } from 'node:module';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';

// The intervals that were started and are not cleared yet.
const started = [];
const real = globalThis.setInterval;
globalThis.setInterval = timers.setInterval = (...given) => {
  const timer = real(...given);
  started.push(timer);
  return timer;
};
syncBuiltinESMExports();
const running = () => started.filter((timer) => !timer._destroyed).length;
const soon = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const { attachChat } = await import('../src/chat.js');

let server;
let wss;

before(async () => {
  server = createServer();
  wss = attachChat(server, { heartbeat: 25 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

after(() => {
  for (const client of wss.clients) client.terminate();
  wss.close();
  server.close();
  setTimeout(() => process.exit(), 200).unref();
});

async function join() {
  const client = new WebSocket(`ws://127.0.0.1:${server.address().port}/chat`);
  client.on('error', () => {});
  await once(client, 'open');
  return client;
}

async function left() {
  for (let turn = 0; turn < 100 && (wss.clients.size > 0 || running() > 1); turn += 1) await soon(20);
}

test('connections that have ended leave no timers', async () => {
  const clients = [];
  for (let n = 0; n < 12; n += 1) clients.push(await join());
  for (const [n, client] of clients.entries()) {
    if (n % 2) client.close();
    else client.terminate();
  }
  await left();
  assert.equal(wss.clients.size, 0);
  assert.ok(running() <= 1, `${running()} timers for no connection`);
});

test('who stays is still pinged after another has left', async () => {
  const stays = await join();
  const leaves = await join();
  await once(stays, 'ping');
  leaves.terminate();
  for (let turn = 0; turn < 100 && wss.clients.size > 1; turn += 1) await soon(20);
  await once(stays, 'ping');
  await once(stays, 'ping');
  stays.close();
  await left();
});
