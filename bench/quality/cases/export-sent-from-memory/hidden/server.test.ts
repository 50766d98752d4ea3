import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';
import { test } from 'node:test';
import { buildServer } from '../src/server.js';

async function listening(open: () => Promise<Readable | null>) {
  const app = buildServer({ list: async () => [], open });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const request = http.get({ host: '127.0.0.1', port, path: '/exports/big.csv', agent: false });
  request.on('error', () => {});
  return { app, request };
}

test('the first bytes are sent before the last ones are read', async () => {
  let open!: () => void;
  let tooLong = false;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const timer = setTimeout(() => {
    tooLong = true;
    open();
  }, 4000);
  async function* bytes() {
    yield Buffer.alloc(64 * 1024, 'a');
    await gate;
    yield Buffer.alloc(64 * 1024, 'b');
  }
  const { app, request } = await listening(async () => Readable.from(bytes(), { objectMode: false }));
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  assert.equal(response.statusCode, 200);
  let size = 0;
  let last = 0;
  for await (const chunk of response) {
    size += chunk.length;
    last = chunk[chunk.length - 1];
    open();
  }
  clearTimeout(timer);
  await app.close();
  assert.equal(tooLong, false, 'nothing was sent before all was read');
  assert.equal(size, 128 * 1024);
  assert.equal(last, 'b'.charCodeAt(0));
});

test('a client that does not read stops the reading', async () => {
  const total = 1024;
  const block = Buffer.alloc(64 * 1024, 'x');
  let read = 0;
  async function* bytes() {
    while (read < total) {
      read += 1;
      yield block;
      await new Promise(setImmediate);
    }
  }
  const { app, request } = await listening(async () => Readable.from(bytes(), { objectMode: false }));
  request.on('response', (response) => response.pause());
  let before = -1;
  for (let quiet = 0; quiet < 5 && read < total; before = read) {
    await after(100);
    quiet = read > 0 && read === before ? quiet + 1 : 0;
  }
  request.destroy();
  await app.close();
  assert.ok(read < total / 2, `${read} of ${total} blocks were read`);
});
