'use strict';

const WEB = /^https?:$/;

/**
 * Options of http.request for an upstream such as http://user:secret@10.0.0.7:8080/base?k=1.
 * A password may hold %-escapes. The port is a number, or undefined for the protocol's own.
 */
function upstreamOptions(target) {
  let parsed;
  try {
    parsed = new URL(String(target));
  } catch (error) {
    throw new TypeError(`bad upstream: ${target}`, { cause: error });
  }
  const { protocol, hostname, port, pathname, search, username, password } = parsed;
  if (!WEB.test(protocol) || !hostname) throw new TypeError(`bad upstream: ${target}`);

  const options = {
    protocol,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: port ? Number(port) : undefined,
    path: `${pathname}${search}`,
    headers: {},
  };
  if (username || password) {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    options.headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  }
  return options;
}

module.exports = { upstreamOptions };
