'use strict';

const { once } = require('node:events');
const http = require('node:http');
const { Readable } = require('node:stream');
const { createApp } = require('../../src/app');

const ATTACHMENTS = {
  a1: { key: 'blobs/1', name: 'plan é.pdf', type: 'application/pdf', size: 5 },
  a2: { key: 'blobs/2', name: 'run.html', type: 'text/html', size: 4 },
  gone: { key: 'blobs/gone', name: 'x.txt', type: 'text/plain', size: 10 },
  denied: { key: 'blobs/denied', name: 'x.txt', type: 'text/plain', size: 10 },
  half: { key: 'blobs/half', name: 'x.bin', type: 'application/octet-stream', size: 200_000 },
  long: { key: 'blobs/long', name: 'x.bin', type: 'application/octet-stream', size: 1_000_000_000 },
};

const failure = (code) => Object.assign(new Error(`storage says ${code}`), { code });

// What lies in the storage: text, or a stream that misbehaves.
function open(key) {
  const part = Buffer.alloc(64 * 1024, 'a');
  let parts = 0;
  switch (key) {
    case 'blobs/1':
      return Readable.from([Buffer.from('hello')]);
    case 'blobs/2':
      return Readable.from([Buffer.from('<b/>')]);
    case 'blobs/half':
      return new Readable({
        read() {
          if (parts++ < 2) this.push(part);
          else setImmediate(() => this.destroy(failure('ECONNRESET')));
        },
      });
    case 'blobs/long':
      return new Readable({
        read() {
          setImmediate(() => this.push(part));
        },
      });
    default:
      return new Readable({
        read() {
          setImmediate(() => this.destroy(failure(key === 'blobs/gone' ? 'NoSuchKey' : 'AccessDenied')));
        },
      });
  }
}

function desk() {
  const streams = [];
  const errors = [];
  const app = createApp({
    attachments: { find: async (id) => ATTACHMENTS[id] },
    storage: {
      createReadStream(key) {
        const stream = open(key);
        streams.push(stream);
        return stream;
      },
    },
    log: { error: (error) => errors.push(error) },
  });
  return { app, streams, errors };
}

// For what supertest does not show: answers that break off, clients that go away.
async function listening(app) {
  const server = http.createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const get = (path) => http.get({ host: '127.0.0.1', port: server.address().port, path, agent: false });
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { get, close };
}

module.exports = { desk, listening };
