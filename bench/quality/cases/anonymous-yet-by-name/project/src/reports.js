'use strict';

const express = require('express');

function requireUser(req, res, next) {
  if (!req.user) return res.status(401).json({ error: 'unauthenticated' });
  return next();
}

function reportsRouter({ reports, audit }) {
  const router = express.Router();

  router.get('/', requireUser, async (req, res, next) => {
    try {
      return res.json(await reports.listFor(req.user.id));
    } catch (error) {
      return next(error);
    }
  });

  router.get('/:id', requireUser, async (req, res, next) => {
    try {
      const report = await reports.find(req.params.id);
      if (!report || !report.readers.includes(req.user.id)) return res.status(404).json({ error: 'not_found' });
      await audit.record({ event: 'report_read', reportId: report.id, userId: req.user.id });
      return res.json({ id: report.id, title: report.title, body: report.body });
    } catch (error) {
      return next(error);
    }
  });

  return router;
}

module.exports = { reportsRouter };
