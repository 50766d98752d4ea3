import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { withRequestId } from '../src/context.js';
import { createPartnerClient } from '../src/partner-client.js';

let calls;
let answer;
let times;
let warnings;
let client;

beforeEach(() => {
  calls = [];
  times = [];
  warnings = [];
  answer = () => Response.json({ id: 'l1' });
  client = createPartnerClient({
    baseUrl: 'https://partner.example',
    token: 't0k3n',
    fetch: async (url, options) => {
      calls.push(new Headers(options.headers));
      return answer();
    },
    metrics: { observe: (name, value, labels) => times.push({ name, value, labels }) },
    logger: { warn: (line) => warnings.push(line) },
  });
});

function measured(operation, status) {
  assert.equal(times.length, 1, 'measured once');
  const [{ name, value, labels }] = times;
  assert.equal(name, 'outbound_request_seconds');
  assert.deepEqual(labels, { target: 'partner', operation, status });
  assert.ok(value >= 0 && value < 5, `seconds: ${value}`);
}

function warned(expected) {
  assert.equal(warnings.length, 1, 'one warning');
  const { duration_ms, ...line } = warnings[0];
  assert.equal(typeof duration_ms, 'number');
  for (const [name, value] of Object.entries(expected)) assert.equal(line[name], value, name);
  return line;
}

test('a good call is measured and not logged', async () => {
  await client.createLabel({ grams: 500 });
  measured('create-label', '2xx');
  assert.deepEqual(warnings, []);
});

test('a slow call is measured in seconds', async () => {
  answer = () => new Promise((resolve) => setTimeout(() => resolve(Response.json({})), 80));
  await client.createLabel({});
  assert.ok(times[0].value >= 0.06 && times[0].value < 5, `seconds: ${times[0].value}`);
});

test('a 404 is measured as 4xx', async () => {
  answer = () => new Response(null, { status: 404 });
  assert.equal(await client.label('1'), null);
  measured('get-label', '4xx');
  assert.deepEqual(warnings, []);
});

test('a refusal is measured and not logged', async () => {
  answer = () => Response.json({ code: 'TOO_HEAVY' }, { status: 422 });
  await assert.rejects(client.createLabel({}), { status: 422, code: 'TOO_HEAVY' });
  measured('create-label', '4xx');
  assert.deepEqual(warnings, []);
});

test('a 5xx is measured and logged', async () => {
  answer = () => Response.json({ code: 'OOPS' }, { status: 503 });
  await withRequestId('r-1', () => assert.rejects(client.createLabel({}), { name: 'PartnerError', status: 503 }));
  measured('create-label', '5xx');
  warned({ event: 'outbound_failed', operation: 'create-label', request_id: 'r-1', status: 503 });
});

test('no answer is measured and logged with its error', async () => {
  const broken = new TypeError('fetch failed');
  answer = () => {
    throw broken;
  };
  await withRequestId('r-2', () => assert.rejects(client.label('1'), (error) => error === broken));
  measured('get-label', 'error');
  const line = warned({ event: 'outbound_failed', operation: 'get-label', request_id: 'r-2', err: broken });
  assert.equal(line.status, undefined);
});

test('the request id goes along, each with its own call', async () => {
  await Promise.all(['r-1', 'r-2'].map((id) => withRequestId(id, () => client.label(id))));
  assert.deepEqual(calls.map((headers) => headers.get('x-request-id')).sort(), ['r-1', 'r-2']);
  assert.ok(calls.every((headers) => headers.get('authorization') === 'Bearer t0k3n'));
});

test('outside of a request there is no such header', async () => {
  await client.label('1');
  assert.equal(calls[0].has('x-request-id'), false);
});

test('nothing secret is told', async () => {
  answer = () => Response.json({ code: 'OOPS' }, { status: 500 });
  await assert.rejects(client.createLabel({ name: 'Ann Smith' }));
  await assert.rejects(client.label('private-7'));
  const said = JSON.stringify([times, warnings]);
  for (const secret of ['t0k3n', 'Ann Smith', 'private-7', 'partner.example']) assert.ok(!said.includes(secret), secret);
});
