'use strict';

/**
 * Stops the service when the platform asks for it.
 * `server` is a listening http.Server, `pool` a pg.Pool; tests give an `exit` of their own.
 */
function stop(server, pool, exit = process.exit) {
  console.log('SIGTERM received, stopping');
  exit(0);
}

module.exports = { stop };
