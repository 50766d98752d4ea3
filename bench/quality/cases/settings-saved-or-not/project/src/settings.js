'use strict';

const Router = require('@koa/router');

const LANGUAGES = ['en', 'de', 'fr'];
const THEMES = ['light', 'dark', 'system'];

function settingsRouter(store) {
  const router = new Router();

  router.get('/users/:id/settings', async (ctx) => {
    const settings = await store.load(ctx.params.id);
    ctx.body = settings || { language: 'en', theme: 'system' };
  });

  router.put('/users/:id/settings', async (ctx) => {
    const { language, theme } = ctx.request.body;
    if (!LANGUAGES.includes(language) || !THEMES.includes(theme)) {
      ctx.status = 422;
      ctx.body = { error: 'unknown language or theme' };
      return;
    }

    store.save(ctx.params.id, { language, theme });
    ctx.body = { saved: true, language, theme };
  });

  return router;
}

module.exports = { settingsRouter };
