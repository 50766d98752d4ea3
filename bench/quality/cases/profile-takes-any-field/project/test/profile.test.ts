import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANN, world } from './support/people.js';

test('the settings page saves names, phone, bio', async () => {
  const { put, users } = world();
  const answer = await put({ firstName: 'Anna', lastName: 'Lee-Ray', phone: '+49 30 1234', bio: 'Counts shares.' });
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.json().firstName, 'Anna');
  assert.equal('passwordHash' in answer.json(), false);
  assert.deepEqual(await users.find('u1'), {
    ...ANN,
    firstName: 'Anna',
    lastName: 'Lee-Ray',
    phone: '+49 30 1234',
    bio: 'Counts shares.',
  });
});

test('one field alone leaves the others, null clears the phone', async () => {
  const { put, users } = world();
  await put({ phone: '+49 30 1234' });
  await put({ bio: 'Hello' });
  assert.equal((await users.find('u1'))?.phone, '+49 30 1234');
  await put({ phone: null });
  assert.equal((await users.find('u1'))?.phone, null);
});

test('notifications are merged', async () => {
  const { put, users } = world();
  await put({ notifications: { digest: 'never' } });
  assert.deepEqual((await users.find('u1'))?.notifications, { email: true, digest: 'never' });
});

test('a name is never empty, and one has to be signed in', async () => {
  const { put, anonymous } = world();
  assert.equal((await put({ firstName: '' })).statusCode, 400);
  assert.equal((await anonymous()).statusCode, 401);
});
