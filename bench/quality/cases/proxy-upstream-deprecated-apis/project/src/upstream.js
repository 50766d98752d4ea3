'use strict';

const url = require('url');

/**
 * Options of http.request for an upstream such as http://user:secret@10.0.0.7:8080/base?k=1.
 * A password may hold %-escapes. The port is a number, or undefined for the protocol's own.
 */
function upstreamOptions(target) {
  var parsed = url.parse(String(target));
  if ((parsed.protocol !== 'http:' && parsed.protocol !== 'https:') || !parsed.hostname) {
    throw new TypeError('bad upstream: ' + target);
  }
  var options = {
    protocol: parsed.protocol,
    hostname: parsed.hostname,
    port: parsed.port ? Number(parsed.port) : undefined,
    path: parsed.path,
    headers: {}
  };
  if (parsed.auth) {
    options.headers.authorization = 'Basic ' + new Buffer(parsed.auth).toString('base64');
  }
  return options;
}

module.exports = { upstreamOptions };
