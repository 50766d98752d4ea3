'use strict';

const express = require('express');

const COOKIE = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' };

function loginRouter({ users, sessions }) {
  const router = express.Router();

  router.post('/login', async (req, res, next) => {
    try {
      const { email, password } = req.body;
      const user = await users.verify(String(email), String(password));
      if (!user) return res.status(401).send('E-mail or password is wrong.');

      res.cookie('sid', await sessions.start(user.id), COOKIE);
      // A path of ours: one slash, and then neither a slash nor a backslash.
      const wanted = String(req.query.next || '');
      return res.redirect(303, /^\/(?![/\\])/.test(wanted) ? wanted : '/account');
    } catch (error) {
      return next(error);
    }
  });

  router.post('/logout', (req, res) => {
    res.clearCookie('sid', COOKIE);
    res.redirect(303, '/');
  });

  return router;
}

module.exports = { loginRouter };
