'use strict';

/**
 * Gives a function that ends the service: no new connections, what runs may finish, and after
 * `graceMs` the connections that are still open are cut.
 */
function createShutdown({ server, pool, events, log, graceMs = 10_000 }) {
  let ending;

  async function end(reason) {
    log.info({ reason }, 'shutting down');
    const late = setTimeout(() => {
      log.info({ graceMs }, 'cutting off connections');
      server.closeAllConnections();
    }, graceMs);

    // Requests need the buffer and the pool, the buffer needs the pool: each ends after its users.
    try {
      await new Promise((resolve) => server.close(resolve));
    } finally {
      clearTimeout(late);
    }
    try {
      await events.stop();
    } finally {
      await pool.end();
    }
    log.info({ reason }, 'bye');
  }

  return async function shutdown(reason) {
    ending ??= end(reason);
    return ending;
  };
}

module.exports = { createShutdown };
