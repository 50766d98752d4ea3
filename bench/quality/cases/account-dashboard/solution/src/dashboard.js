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

    // The dashboard is useful without notices.
    const unreadOrNone = async () => {
      try {
        return await notices.unread(userId);
      } catch (error) {
        log.warn({ err: error, userId }, 'no notices');
        return [];
      }
    };
    const profileAndPicks = async () => {
      const profile = await call('profiles', () => profiles.get(userId));
      if (!profile) return [null, []];
      return [profile, await call('recommendations', () => recommendations.forSegment(profile.segment))];
    };

    try {
      const [[profile, picks], recent, unread] = await Promise.all([
        profileAndPicks(),
        call('orders', () => orders.recent(userId, 20)),
        unreadOrNone(),
      ]);
      if (!profile) return res.status(404).json({ error: 'no such user' });

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
