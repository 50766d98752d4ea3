import assert from 'node:assert/strict';
import { test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';
import { PushService } from '../src/push.js';
import { countingGateway, deviceList, refusal, silent } from './support/gateway.js';

const message = { title: 'Hello', text: 'World' };

test('each device gets the message', async () => {
  const gateway = countingGateway();
  const service = new PushService({ devices: deviceList(['a', 'b', 'c']), gateway, log: silent });
  const { body } = await request(createApp(service)).post('/tenants/t/pushes').send(message).expect(200);
  assert.deepEqual(body, { sent: 3, gone: 0, failed: 0 });
  assert.deepEqual(gateway.sent.map((one) => one.token).sort(), ['a', 'b', 'c']);
  assert.deepEqual(gateway.sent[0].message, message);
});

test('devices that are gone are forgotten, failures are not', async () => {
  const devices = deviceList(['a', 'gone', 'down', 'd']);
  const gateway = countingGateway((token) => {
    if (token === 'gone') throw refusal('NotRegistered');
    if (token === 'down') throw refusal('Unavailable');
  });
  const results = await new PushService({ devices, gateway, log: silent }).push('t', message);
  assert.deepEqual(results, [
    { token: 'a', status: 'sent' },
    { token: 'gone', status: 'gone' },
    { token: 'down', status: 'failed' },
    { token: 'd', status: 'sent' },
  ]);
  assert.deepEqual(devices.tokens, ['a', 'down', 'd']);
});

test('a tenant without devices gets nothing', async () => {
  const service = new PushService({ devices: deviceList([]), gateway: countingGateway(), log: silent });
  assert.deepEqual(await service.push('t', message), []);
});

test('a message needs a title', async () => {
  const service = new PushService({ devices: deviceList([]), gateway: countingGateway(), log: silent });
  await request(createApp(service)).post('/tenants/t/pushes').send({ text: 'x' }).expect(400);
});
