import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { createPartnerClient } from '../src/partner-client.js';

let calls;
let answer;
let client;

beforeEach(() => {
  calls = [];
  answer = () => Response.json({ id: 'l1' });
  client = createPartnerClient({
    baseUrl: 'https://partner.example',
    token: 't0k3n',
    fetch: async (url, options) => {
      calls.push({ url: String(url), ...options });
      return answer();
    },
    metrics: { observe() {} },
    logger: { warn() {} },
  });
});

test('a label is created', async () => {
  assert.deepEqual(await client.createLabel({ grams: 500 }), { id: 'l1' });
  const [{ url, method, headers, body }] = calls;
  assert.equal(url, 'https://partner.example/labels');
  assert.equal(method, 'POST');
  assert.equal(new Headers(headers).get('authorization'), 'Bearer t0k3n');
  assert.equal(body, '{"grams":500}');
});

test('a label that is not there is null', async () => {
  answer = () => new Response(null, { status: 404 });
  assert.equal(await client.label('a/b'), null);
  assert.equal(calls[0].url, 'https://partner.example/labels/a%2Fb');
});

test('a refusal is an error with its code', async () => {
  answer = () => Response.json({ code: 'TOO_HEAVY' }, { status: 422 });
  await assert.rejects(client.createLabel({ grams: 1e6 }), { name: 'PartnerError', status: 422, code: 'TOO_HEAVY' });
});

test('an error of the network comes through as it is', async () => {
  const broken = new TypeError('fetch failed');
  answer = () => {
    throw broken;
  };
  await assert.rejects(client.label('1'), (error) => error === broken);
});
