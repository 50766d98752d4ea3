'use strict';

// Shared by all services; callers get a copy, never this object.
module.exports = {
  port: 3000,
  logLevel: 'info',
  database: { host: 'localhost', pool: 10 },
  features: {}
};
