'use strict';

const { Pool } = require('pg');
const { createServer } = require('./server');
const { stop } = require('./stop');

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
const server = createServer(pool);

server.listen(Number(process.env.PORT) || 3000);
process.once('SIGTERM', () => stop(server, pool));
