import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import request from 'supertest';
import { createApp } from '../src/app.js';
import type { Invoice } from '../src/reminders.js';

function world(list: Invoice[]) {
  const mails: string[] = [];
  const marked: number[] = [];
  const app = createApp(
    { overdue: async () => list, markReminded: async (id) => void marked.push(id) },
    { send: async (to, subject) => void mails.push(`${to}: ${subject}`) },
  );
  return { app, mails, marked };
}

const invoice = (id: number, daysOverdue: number): Invoice => ({
  id,
  number: `R-${id}`,
  email: `c${id}@example.test`,
  daysOverdue,
});

test('each customer gets a mail about the invoice', async () => {
  const { app, mails, marked } = world([invoice(1, 9), invoice(2, 30)]);
  await request(app).post('/reminders').expect(200);
  for (let turn = 0; turn < 50 && marked.length < 2; turn += 1) await wait(10);
  assert.deepEqual(mails.sort(), [
    'c1@example.test: Invoice R-1 is overdue',
    'c2@example.test: Invoice R-2 is overdue',
  ]);
  assert.deepEqual(marked.sort(), [1, 2]);
});

test('nobody is reminded in the first week', async () => {
  const { app, mails, marked } = world([invoice(1, 6)]);
  await request(app).post('/reminders').expect(200, { sent: 0 });
  assert.deepEqual([mails, marked], [[], []]);
});
