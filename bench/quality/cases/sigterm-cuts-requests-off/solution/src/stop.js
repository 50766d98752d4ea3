'use strict';

/**
 * Stops the service when the platform asks for it.
 * `server` is a listening http.Server, `pool` a pg.Pool; tests give an `exit` of their own.
 */
function stop(server, pool, exit = process.exit) {
  console.log('SIGTERM received, stopping');
  // A client that never hangs up must not keep the process for ever.
  setTimeout(() => exit(1), 10_000).unref();
  server.close(async () => {
    try {
      await pool.end();
      exit(0);
    } catch (err) {
      console.error('the pool could not be closed', err);
      exit(1);
    }
  });
}

module.exports = { stop };
