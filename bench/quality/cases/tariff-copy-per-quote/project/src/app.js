'use strict';

const Router = require('@koa/router');
const Koa = require('koa');
const bodyParser = require('koa-bodyparser');
const { quote } = require('./quote');

function createApp(catalogue) {
  const app = new Koa();
  const router = new Router();

  router.post('/quotes', (ctx) => {
    const { code, kilos, discountPercent, island } = ctx.request.body ?? {};
    if (typeof code !== 'string' || !(kilos > 0)) ctx.throw(400, 'code and kilos are needed');
    const price = quote(catalogue, { code, kilos, discountPercent, island });
    if (!price) ctx.throw(404, 'no tariff for this parcel');
    ctx.body = price;
  });

  router.get('/regions/:region/tariffs', (ctx) => {
    ctx.body = { published: catalogue.published, codes: catalogue.codesOf(ctx.params.region) };
  });

  router.put('/catalogue', (ctx) => {
    const document = ctx.request.body;
    if (!Array.isArray(document?.tariffs)) ctx.throw(400, 'tariffs are needed');
    catalogue.replace(document);
    ctx.status = 204;
  });

  app.use(bodyParser({ jsonLimit: '50mb' }));
  app.use(router.routes());
  return app;
}

module.exports = { createApp };
