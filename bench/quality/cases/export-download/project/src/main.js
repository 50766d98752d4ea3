'use strict';

const { createServer } = require('./server');

const log = {
  info: (details, message) => console.log(JSON.stringify({ level: 'info', message, ...details })),
  error: ({ err, ...details }, message) => console.error(JSON.stringify({ level: 'error', message, error: err?.message, ...details })),
};

createServer({ folder: process.env.EXPORTS || '/var/lib/exports', log }).listen(Number(process.env.PORT || 8080));
