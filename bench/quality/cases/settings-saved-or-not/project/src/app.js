'use strict';

const Koa = require('koa');
const bodyParser = require('koa-bodyparser');
const { settingsRouter } = require('./settings');

function createApp({ store, log }) {
  const app = new Koa();
  app.on('error', (error) => log.error(error.message));
  app.use(bodyParser({ jsonLimit: '16kb' }));
  app.use(settingsRouter(store).routes());
  return app;
}

module.exports = { createApp };
