import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import { Signup, signupInput } from '../src/signup.js';
import { outbox, quiet, schema } from '../test/support/schema.js';

const { memory, Pool } = pg as any;
beforeEach(() => memory.reset(schema));

const input = signupInput.parse({ email: 'ann@example.org', name: 'Ann' });
const committed = (): boolean => memory.log.some((one: { text: string }) => /^\s*COMMIT/i.test(one.text));

test('the link works when the mail leaves', async () => {
  const before: boolean[] = [];
  const mailer = outbox(async () => void before.push(committed()));
  const signup = new Signup(new Pool(), mailer, quiet, 'https://id.example.org');
  await signup.register(input);
  for (let turn = 0; turn < 20 && mailer.sent.length === 0; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.deepEqual(before, [true]);
});

for (const pattern of [/INTO accounts/i, /INTO confirmations/i, /^\s*COMMIT/i]) {
  test(`no mail leaves and nothing is kept when ${pattern} fails`, async () => {
    const mailer = outbox();
    const signup = new Signup(new Pool(), mailer, quiet, 'https://id.example.org');
    memory.fail(pattern, new Error('connection lost'));
    await assert.rejects(signup.register(input), /connection lost/);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(mailer.sent.length, 0);
    assert.deepEqual(await memory.all('SELECT id FROM accounts'), []);
    assert.equal(memory.open, 0);
    const account = await signup.register(input);
    assert.equal(account.email, 'ann@example.org');
  });
}

test('an outage of the mail provider takes no account away', async () => {
  const mailer = outbox(async () => {
    throw new Error('503 from the provider');
  });
  const signup = new Signup(new Pool(), mailer, quiet, 'https://id.example.org');
  await signup.register(input).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal((await memory.all('SELECT id FROM accounts')).length, 1);
  assert.equal((await memory.all('SELECT token FROM confirmations')).length, 1);
  assert.equal(memory.open, 0);
});
