'use strict';

const crypto = require('node:crypto');
const express = require('express');
const helmet = require('helmet');
const cors = require('cors');
const { rateLimit } = require('express-rate-limit');
const { z } = require('zod');
const { pool } = require('./db');
const { requireUser, requireAdmin } = require('./auth');

const router = express.Router();
const Address = z.object({ street: z.string().max(200), city: z.string().max(100) });

router.use(helmet());
router.use(cors({ origin: 'https://shop.example.com' }));
router.use(rateLimit({ windowMs: 60_000, limit: 100 }));

function verifySignature(req) {
  const sent = Buffer.from(req.get('x-signature') ?? '', 'hex');
  const made = crypto.createHmac('sha256', process.env.WEBHOOK_SECRET).update(req.rawBody).digest();
  return sent.length === made.length && crypto.timingSafeEqual(sent, made);
}

router.post('/webhook', async (req, res, next) => {
  if (!verifySignature(req)) {
    return res.sendStatus(401);
  }
  try {
    await pool.query('INSERT INTO events (body) VALUES ($1)', [req.rawBody]);
    return res.sendStatus(204);
  } catch (error) {
    return next(error);
  }
});

router.put('/address', requireUser, async (req, res, next) => {
  const parsed = Address.safeParse(req.body);
  if (!parsed.success) {
    return res.status(400).json({ error: 'invalid address' });
  }
  try {
    const { street, city } = parsed.data;
    await pool.query('UPDATE users SET street = $1, city = $2 WHERE id = $3', [
      street,
      city,
      req.user.id,
    ]);
    return res.sendStatus(204);
  } catch (error) {
    return next(error);
  }
});

router.delete('/users/:id', requireUser, requireAdmin, async (req, res, next) => {
  try {
    await pool.query('DELETE FROM users WHERE id = $1', [req.params.id]);
    return res.sendStatus(204);
  } catch (error) {
    return next(error);
  }
});

module.exports = { router };
