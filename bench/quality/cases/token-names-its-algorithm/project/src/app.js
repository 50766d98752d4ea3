'use strict';

const express = require('express');
const { TokenError, verify } = require('./tokens');

/** `tenants` says which key and algorithm the tokens of a tenant are made with. */
function createApp({ tenants }) {
  const app = express();
  app.disable('x-powered-by');

  app.get('/:tenant/me', (req, res, next) => {
    const tenant = tenants.get(req.params.tenant);
    if (!tenant) return res.status(404).json({ error: 'no such tenant' });
    const [scheme, token] = (req.get('authorization') || '').split(' ');
    if (scheme !== 'Bearer' || !token) return res.status(401).json({ error: 'a token is needed' });
    try {
      const { sub, roles = [] } = verify(token, tenant.key, tenant.algorithm);
      return res.json({ sub, roles });
    } catch (error) {
      if (error instanceof TokenError) return res.status(401).json({ error: error.message });
      return next(error);
    }
  });

  return app;
}

module.exports = { createApp };
