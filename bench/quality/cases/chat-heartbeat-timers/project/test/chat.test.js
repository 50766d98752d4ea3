import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { attachChat } from '../src/chat.js';

let server;
let wss;
const open = [];

before(async () => {
  server = createServer();
  wss = attachChat(server, { heartbeat: 25 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

// Ends the process as well: nothing may keep the test file waiting.
after(() => {
  for (const client of open) client.terminate();
  wss.close();
  server.close();
  setTimeout(() => process.exit(), 200).unref();
});

async function join() {
  const client = new WebSocket(`ws://127.0.0.1:${server.address().port}/chat`);
  open.push(client);
  await once(client, 'open');
  return client;
}

test('the others hear what one says', async () => {
  const ann = await join();
  const bob = await join();
  const heard = once(bob, 'message');
  ann.send('  ');
  ann.send(' hello ');
  const [data] = await heard;
  assert.equal(data.toString(), 'hello');
});

test('clients are pinged again and again', async () => {
  const client = await join();
  await once(client, 'ping');
  await once(client, 'ping');
});
