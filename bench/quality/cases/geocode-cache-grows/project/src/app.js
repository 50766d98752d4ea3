'use strict';

const express = require('express');

function createApp(geocoder) {
  const app = express();

  app.get('/locate', async (req, res, next) => {
    const { address } = req.query;
    if (typeof address !== 'string' || address.length < 3 || address.length > 200) {
      return res.status(400).json({ error: 'address must have 3 to 200 characters' });
    }
    try {
      const place = await geocoder.locate(address);
      return place ? res.json(place) : res.status(404).json({ error: 'address not found' });
    } catch (err) {
      return next(err);
    }
  });

  app.use((err, req, res, next) => {
    if (res.headersSent) return next(err);
    return res.status(502).json({ error: 'provider not available' });
  });

  return app;
}

module.exports = { createApp };
