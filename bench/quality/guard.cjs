// Loaded into every process of a case: no connection leaves this machine, and none runs for ever.
'use strict';

const net = require('node:net');
const dgram = require('node:dgram');

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3}|0\.0\.0\.0|::)$/i;

function refuse(host) {
  const error = new Error(`the sandbox has no network: ${host}`);
  error.code = 'ENETUNREACH';
  return error;
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...given) {
  const [options] = Array.isArray(given[0]) ? given[0] : given;
  const host = options && typeof options === 'object' ? options.host : given[1];
  const path = options && typeof options === 'object' ? options.path : undefined;
  if (!path && typeof host === 'string' && host && !LOOPBACK.test(host)) {
    process.nextTick(() => this.destroy(refuse(host)));
    return this;
  }
  return connect.apply(this, given);
};

const send = dgram.Socket.prototype.send;
dgram.Socket.prototype.send = function (...given) {
  const host = given.find((one, at) => at > 0 && typeof one === 'string');
  if (host && !LOOPBACK.test(host)) throw refuse(host);
  return send.apply(this, given);
};

const seconds = Number(process.env.QUALITY_SECONDS || 40);
setTimeout(() => process.exit(124), seconds * 1000 + 2000).unref();
