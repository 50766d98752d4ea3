'use strict';

const crypto = require('node:crypto');
const express = require('express');

const VALID_FOR = 60 * 60 * 1000;
const SHORTEST = 10;

const hashed = (token) => crypto.createHash('sha256').update(token).digest('hex');

/** `config` is { baseUrl, sender }; `mailer.send({ from, to, subject, text })`. */
function passwordRoutes({ users, mailer, config }) {
  const router = express.Router();

  router.post('/forgot', express.urlencoded({ extended: false }), async (req, res, next) => {
    try {
      const email = String(req.body.email || '').trim().toLowerCase();
      const user = await users.byEmail(email);
      if (user) {
        const token = crypto.randomBytes(24).toString('hex');
        await users.setResetToken(email, hashed(token), Date.now() + VALID_FOR);

        const host = req.get('x-forwarded-host') || req.headers.host;
        const link = `${req.protocol}://${host}${req.baseUrl}/reset/${token}`;
        await mailer.send({
          from: config.sender,
          to: email,
          subject: 'Choose a new password',
          text: `Somebody asked for a new password for your account.\n\nChoose one here: ${link}\n\nIf that was not you, do nothing.`,
        });
      }
      // The same answer in both cases: nobody learns who has an account.
      return res.status(202).json({ ok: true });
    } catch (error) {
      return next(error);
    }
  });

  router.post('/reset/:token', express.urlencoded({ extended: false }), async (req, res, next) => {
    try {
      const password = String(req.body.password || '');
      if (password.length < SHORTEST) return res.status(400).json({ error: 'the password is too short' });
      const user = await users.byResetToken(hashed(req.params.token));
      if (!user || user.resetUntil < Date.now()) return res.status(400).json({ error: 'the link is no longer valid' });
      await users.setPassword(user.email, password);
      await mailer.send({
        from: config.sender,
        to: user.email,
        subject: 'Your password was changed',
        text: `If that was not you, write to us: ${config.baseUrl}/contact`,
      });
      return res.json({ ok: true });
    } catch (error) {
      return next(error);
    }
  });

  return router;
}

module.exports = { passwordRoutes };
