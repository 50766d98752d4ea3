'use strict';

const express = require('express');

const SHOWN = new Set(['image/png', 'image/jpeg', 'application/pdf']);

function disposition(attachment) {
  const kind = SHOWN.has(attachment.type) ? 'inline' : 'attachment';
  return `${kind}; filename*=UTF-8''${encodeURIComponent(attachment.name)}`;
}

/**
 * `attachments.find(id)` gives { key, name, type, size } or undefined, and
 * `storage.createReadStream(key)` a stream which fails with code NoSuchKey where nothing lies.
 */
function attachmentsRouter({ attachments, storage }) {
  const router = express.Router();

  router.get('/:id', async (req, res, next) => {
    try {
      const attachment = await attachments.find(req.params.id);
      if (!attachment) return res.status(404).json({ error: 'no such attachment' });

      res.set('Content-Type', attachment.type);
      res.set('Content-Length', String(attachment.size));
      res.set('Content-Disposition', disposition(attachment));
      res.set('X-Content-Type-Options', 'nosniff');

      const source = storage.createReadStream(attachment.key);
      res.once('close', () => source.destroy());
      source.once('error', (error) => {
        // Half a file cannot be taken back: the client has to see that it is not whole.
        if (res.headersSent) return res.destroy(error);
        for (const name of ['Content-Type', 'Content-Length', 'Content-Disposition']) res.removeHeader(name);
        if (error.code === 'NoSuchKey') return res.status(404).json({ error: 'no such attachment' });
        return next(error);
      });
      return source.pipe(res);
    } catch (error) {
      return next(error);
    }
  });

  router.head('/:id', (req, res) => res.status(405).end());

  return router;
}

module.exports = { attachmentsRouter };
