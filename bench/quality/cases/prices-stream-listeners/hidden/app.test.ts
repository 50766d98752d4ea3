import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { test } from 'node:test';
import { createApp } from '../src/app.js';

async function opened(feed: EventEmitter) {
  const server = createApp(feed).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connect = async () => {
    const req = http.get({ host: '127.0.0.1', port, path: '/prices/stream', agent: false });
    req.on('error', () => {});
    const [res] = (await once(req, 'response')) as [http.IncomingMessage];
    res.on('error', () => {});
    res.setEncoding('utf8');
    await once(res, 'data');
    return { req, res };
  };
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { connect, close };
}

async function settled(condition: () => boolean) {
  for (let turn = 0; turn < 150 && !condition(); turn += 1) await after(20);
}

test('clients who have left leave nothing on the feed', async () => {
  const feed = new EventEmitter();
  feed.setMaxListeners(0);
  const { connect, close } = await opened(feed);
  const first = await connect();
  first.req.destroy();
  await settled(() => feed.listenerCount('price') <= 1);
  const before = feed.listenerCount('price');

  const clients = [];
  for (let n = 0; n < 15; n += 1) clients.push(await connect());
  for (const { req } of clients) req.destroy();
  await settled(() => feed.listenerCount('price') <= before);
  const left = feed.listenerCount('price');
  close();
  assert.ok(left <= 2, `${left} listeners`);
});

test('a client who stays still gets prices after another has left', async () => {
  const feed = new EventEmitter();
  const { connect, close } = await opened(feed);
  const stays = await connect();
  const leaves = await connect();
  leaves.req.destroy();
  await settled(() => feed.listenerCount('price') <= 2);
  const data = once(stays.res, 'data');
  feed.emit('price', { symbol: 'ABC', amount: 3 });
  const [text] = await Promise.race([data, after(3000, ['nothing'])]);
  close();
  assert.equal(text, 'data: {"symbol":"ABC","amount":3}\n\n');
});
