import { randomBytes } from 'node:crypto';

/** One logs in with a code that came by mail and is good for ten minutes, once. */
export function loginRoutes(app, { db, now }) {
  app.post('/login', async (req, reply) => {
    const { email, code } = req.body ?? {};
    if (!email || !code) return reply.code(400).send({ error: 'email and code are needed' });

    const found = await db.collection('codes').findOneAndDelete({
      email,
      code,
      expiresAt: { $gt: now() },
    });
    if (!found) return reply.code(401).send({ error: 'wrong or expired code' });

    const token = randomBytes(32).toString('hex');
    await db.collection('sessions').insertOne({ _id: token, email: found.email, startedAt: now() });
    return { token };
  });
}
