import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import { EmailTakenError, Signup, signupInput } from '../src/signup.js';
import { outbox, quiet, schema } from './support/schema.js';

const { memory, Pool } = pg as any;
beforeEach(() => memory.reset(schema));

const input = signupInput.parse({ email: 'Ann@Example.org', name: ' Ann ' });

test('an account is made, and its link confirms it', async () => {
  const mailer = outbox();
  const signup = new Signup(new Pool(), mailer, quiet, 'https://id.example.org');
  const account = await signup.register(input);
  assert.equal(account.email, 'ann@example.org');
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(mailer.sent.length, 1);
  const [mail] = mailer.sent;
  assert.equal(mail.to, 'ann@example.org');
  assert.equal(mail.template, 'confirm');
  assert.equal(mail.values.name, 'Ann');
  const token = /^https:\/\/id\.example\.org\/confirm\/([0-9a-f]{32})$/.exec(mail.values.link)?.[1];
  assert.ok(token);
  assert.equal(await signup.confirm(token), true);
  assert.equal(await signup.confirm('0'.repeat(32)), false);
  assert.deepEqual(await memory.all('SELECT confirmed FROM accounts'), [{ confirmed: 1 }]);
});

test('an address has one account', async () => {
  const mailer = outbox();
  const signup = new Signup(new Pool(), mailer, quiet, 'https://id.example.org');
  await signup.register(input);
  await assert.rejects(signup.register(input), EmailTakenError);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(mailer.sent.length, 1);
  assert.equal((await memory.all('SELECT id FROM accounts')).length, 1);
  assert.equal(memory.open, 0);
});
