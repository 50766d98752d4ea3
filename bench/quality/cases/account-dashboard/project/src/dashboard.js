'use strict';

const express = require('express');

class UpstreamError extends Error {
  constructor(service, cause) {
    super(`${service} failed`, { cause });
    this.service = service;
  }
}

/** Runs a call of a service; says which one it was when it fails. */
async function call(service, work) {
  try {
    return await work();
  } catch (error) {
    throw new UpstreamError(service, error);
  }
}

function summary(orders) {
  const open = orders.filter((order) => order.status !== 'delivered');
  return { count: orders.length, open: open.map((order) => order.id) };
}

function dashboardRouter({ profiles, orders, notices, recommendations }, log) {
  const router = express.Router();

  router.get('/dashboard/:userId', async (req, res, next) => {
    const { userId } = req.params;
    try {
      const profile = await call('profiles', () => profiles.get(userId));
      if (!profile) return res.status(404).json({ error: 'no such user' });

      const recent = await call('orders', () => orders.recent(userId, 20));

      // The dashboard is useful without notices.
      let unread = [];
      try {
        unread = await notices.unread(userId);
      } catch (error) {
        log.warn({ err: error, userId }, 'no notices');
      }

      const picks = await call('recommendations', () => recommendations.forSegment(profile.segment));

      return res.json({
        name: profile.name,
        orders: summary(recent),
        notices: unread,
        recommendations: picks.slice(0, 3),
      });
    } catch (error) {
      return next(error);
    }
  });

  return router;
}

module.exports = { dashboardRouter, UpstreamError };
