'use strict';

/**
 * Gives a function that ends the service: no new connections, what runs may finish, and after
 * `graceMs` the connections that are still open are cut.
 */
function createShutdown({ server, pool, events, log, graceMs = 10_000 }) {
  return async function shutdown(reason) {
    log.info({ reason }, 'shutting down');
    const late = setTimeout(() => {
      log.info({ graceMs }, 'cutting off connections');
      server.closeAllConnections();
    }, graceMs);

    try {
      await Promise.all([
        events.stop(),
        pool.end(),
        new Promise((resolve) => server.close(resolve)),
      ]);
      log.info({ reason }, 'bye');
    } finally {
      clearTimeout(late);
    }
  };
}

module.exports = { createShutdown };
