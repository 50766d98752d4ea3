import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANN, world } from '../test/support/people.js';

const EVIL: Record<string, object> = {
  role: { role: 'super_admin' },
  permissions: { permissions: ['admin:all'] },
  'verified e-mail': { emailVerified: true },
  company: { companyId: 'globex' },
  'password hash': { passwordHash: 'scrypt:evil' },
};

for (const [what, payload] of Object.entries(EVIL)) {
  test(`the client does not set: ${what}`, async () => {
    const { put, users } = world();
    const { statusCode } = await put({ ...payload, bio: 'Hello' });
    assert.ok(statusCode < 500);
    const after = await users.find('u1');
    // Passed over or refused as a whole: both are good.
    assert.deepEqual({ ...after, bio: null }, ANN);
  });
}

test('the way to the admin pages stays shut', async () => {
  const { put, get } = world();
  await put({ role: 'super_admin' });
  assert.equal((await get('/admin/companies')).statusCode, 403);
});

test('another id writes over nobody', async () => {
  const { put, users } = world();
  await put({ id: 'u2', firstName: 'Mallory' });
  const bob = await users.find('u2');
  assert.equal(bob?.firstName, 'Bob');
  assert.equal(bob?.email, 'bob@globex.test');
});

test('what the page sends is still saved', async () => {
  const { put, users } = world();
  assert.equal((await put({ firstName: 'Anna', bio: '', notifications: { email: false } })).statusCode, 200);
  const after = await users.find('u1');
  assert.equal(after?.firstName, 'Anna');
  assert.equal(after?.bio, '');
  assert.deepEqual(after?.notifications, { email: false, digest: 'weekly' });
});
