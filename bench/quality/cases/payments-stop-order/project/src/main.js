'use strict';

const http = require('node:http');
const { Pool } = require('pg');
const { createApp } = require('./app');
const { EventBuffer } = require('./events');
const { createShutdown } = require('./shutdown');

function log(level) {
  return ({ err, ...details }, message) => {
    console.log(JSON.stringify({ level, message, ...details, ...(err && { error: err.message }) }));
  };
}

function main(gateway) {
  const logger = { info: log('info'), error: log('error') };
  const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
  const events = new EventBuffer(pool, { log: logger });
  const server = http.createServer(createApp({ pool, gateway, events, log: logger }));
  const shutdown = createShutdown({ server, pool, events, log: logger });

  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, () => {
      shutdown(signal).then(
        () => process.exit(0),
        (error) => {
          logger.error({ err: error }, 'shutdown failed');
          process.exit(1);
        }
      );
    });
  }
  server.listen(Number(process.env.PORT || 8080));
}

module.exports = { main };
