import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendPaidDigests } from '../src/billing-job.js';
import { sendDigest } from '../src/digest.js';
import { services } from './support/services.js';

test('the digest is sent, and the user is marked', (t, done) => {
  const all = services();
  sendDigest(all, 'ann', (error, outcome) => {
    assert.equal(error, null);
    assert.deepEqual(outcome, { sent: true, mailId: 'm1' });
    assert.deepEqual(all.mailer.mails, [
      { to: 'ann@example.com', subject: '2 new for you', text: '* Flood\n* Drought' },
    ]);
    assert.deepEqual(all.users.touched, ['ann']);
    done();
  });
});

test('a user who is not there is an error with a code', (t, done) => {
  sendDigest(services(), 'zoe', (error) => {
    assert.equal((error as any).code, 'NO_USER');
    done();
  });
});

test('a mail that fails does not mark the user', (t, done) => {
  const all = services();
  all.mailer.failure = Object.assign(new Error('mailbox full'), { code: 'EENVELOPE' });
  sendDigest(all, 'ann', (error) => {
    assert.equal(error, all.mailer.failure);
    assert.deepEqual(all.users.touched, []);
    done();
  });
});

test('the billing job counts', (t, done) => {
  sendPaidDigests(services(), ['ann', 'bob', 'zoe'], (sent, failed) => {
    assert.equal(sent, 1);
    assert.deepEqual(failed, ['zoe']);
    done();
  });
});
