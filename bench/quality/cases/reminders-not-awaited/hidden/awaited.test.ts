import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import request from 'supertest';
import { createApp } from '../src/app.js';

function world(bad?: number) {
  const marked: number[] = [];
  const list = [1, 2, 3, 4].map((id) => ({
    id,
    number: `R-${id}`,
    email: `c${id}@example.test`,
    daysOverdue: id === 4 ? 1 : 10,
  }));
  const app = createApp(
    {
      overdue: async () => list,
      markReminded: async (id) => {
        await wait(20);
        marked.push(id);
      },
    },
    {
      send: async (to) => {
        await wait(20);
        if (to === `c${bad}@example.test`) throw new Error('mailbox unavailable');
      },
    },
  );
  return { app, marked };
}

test('all is done and counted when the answer comes', async () => {
  const { app, marked } = world();
  const { status, body } = await request(app).post('/reminders');
  assert.deepEqual([...marked].sort(), [1, 2, 3]);
  assert.equal(status, 200);
  assert.equal(body.sent, 3);
});

test('a mail that fails does not end the process, and is not reported as sent', async () => {
  const stray: unknown[] = [];
  const note = (error: unknown) => stray.push(error);
  process.on('unhandledRejection', note);
  try {
    const { app, marked } = world(2);
    const { status, body } = await request(app).post('/reminders').timeout(5000);
    await wait(150);
    assert.ok(!marked.includes(2));
    assert.ok(status >= 400 || body.sent === 2, `${status} ${JSON.stringify(body)}`);
    assert.deepEqual(stray, []);
  } finally {
    process.off('unhandledRejection', note);
  }
});
