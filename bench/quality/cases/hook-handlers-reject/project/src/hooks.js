'use strict';

const express = require('express');

class HookError extends Error {
  constructor(message, cause) {
    super(message, { cause });
    this.name = 'HookError';
    this.status = 502;
  }
}

const text = (value) => (typeof value === 'string' && value.length <= 200 ? value : undefined);

/** Routes that the video service calls; `store` keeps what rooms and archives are up to. */
function hooksRouter({ store, captions }) {
  const router = express.Router();

  router.post('/captions', async (req, res) => {
    const captionId = text(req.body.captionId);
    if (!captionId) res.status(400).json({ error: 'captionId is missing' });
    const room = await store.roomOfCaption(captionId);
    if (!room) return res.status(404).json({ error: 'no such caption' });
    if (req.body.status === 'stopped') await captions.stop(room);
    return res.status(204).end();
  });

  router.post('/archive', async (req, res) => {
    const { id, status } = req.body;
    if (!text(id) || !text(status)) return res.status(400).json({ error: 'id and status are needed' });
    try {
      await store.saveArchive(id, status);
      return res.status(204).end();
    } catch (error) {
      throw new HookError('Failed to process archive event', error);
    }
  });

  router.post('/session', (req, res) => {
    const { sessionId, event } = req.body;
    if (!text(sessionId)) return res.status(400).json({ error: 'sessionId is missing' });
    if (event === 'sessionDestroyed') {
      store.closeRoom(sessionId).then(() => captions.stop(sessionId));
    }
    return res.status(204).end();
  });

  return router;
}

module.exports = { hooksRouter, HookError };
