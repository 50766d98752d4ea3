import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';

test('the latest price of each symbol', async () => {
  const feed = new EventEmitter();
  const app = createApp(feed);
  feed.emit('price', { symbol: 'ABC', amount: 100 });
  feed.emit('price', { symbol: 'XYZ', amount: 7 });
  feed.emit('price', { symbol: 'ABC', amount: 101 });
  const { body } = await request(app).get('/prices').expect(200);
  assert.deepEqual(body, [{ symbol: 'ABC', amount: 101 }, { symbol: 'XYZ', amount: 7 }]);
});

test('a stream sends the prices of its symbol', async () => {
  const feed = new EventEmitter();
  const server = createApp(feed).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const req = http.get({ host: '127.0.0.1', port, path: '/prices/stream?symbol=ABC', agent: false });
  const [res] = (await once(req, 'response')) as [http.IncomingMessage];
  assert.equal(res.headers['content-type'], 'text/event-stream');
  res.setEncoding('utf8');
  let text = '';
  for await (const part of res) {
    if (text === '') {
      feed.emit('price', { symbol: 'XYZ', amount: 1 });
      feed.emit('price', { symbol: 'ABC', amount: 2 });
    }
    text += part;
    if (text.includes('ABC')) break;
  }
  assert.equal(text, 'retry: 5000\n\ndata: {"symbol":"ABC","amount":2}\n\n');
  server.closeAllConnections();
  server.close();
});
