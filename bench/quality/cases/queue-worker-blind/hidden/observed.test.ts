import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Worker } from '../src/worker.js';
import { FakeLogger, FakeMetrics, FakeQueue } from '../test/support/fakes.js';

let queue: FakeQueue;
let metrics: FakeMetrics;
let logger: FakeLogger;
let worker: Worker;
const broken = new Error('SMTP says no');

beforeEach(() => {
  queue = new FakeQueue();
  metrics = new FakeMetrics();
  logger = new FakeLogger();
  const handlers = new Map([
    ['welcome', async () => {}],
    ['slow', () => new Promise<void>((resolve) => setTimeout(resolve, 60))],
    ['broken', async () => { throw broken; }],
  ]);
  worker = new Worker({ queue, handlers, logger, metrics });
});

const job = (type: string, attempt = 1) => ({ id: 'j1', type, attempt, payload: { to: 'ann@example.com' } });

function counted(type: string, outcome: string) {
  assert.deepEqual(metrics.counts, [{ name: 'jobs_total', labels: { queue: 'mail', type, outcome } }]);
}

function timed(type: string) {
  assert.equal(metrics.times.length, 1);
  const [{ name, value, labels }] = metrics.times as any;
  assert.equal(name, 'job_duration_seconds');
  assert.deepEqual(labels, { queue: 'mail', type });
  assert.ok(value >= 0 && value < 5, `seconds: ${value}`);
}

function line() {
  assert.equal(logger.lines.length, 1);
  const { level, line: said } = logger.lines[0]!;
  assert.equal(typeof said.duration_ms, 'number');
  return { level, said };
}

test('a job that is done', async () => {
  await worker.handle(job('welcome', 2));
  counted('welcome', 'done');
  timed('welcome');
  const { level, said } = line();
  assert.equal(level, 'info');
  const { duration_ms, ...rest } = said;
  assert.deepEqual(rest, { event: 'job_done', job_id: 'j1', type: 'welcome', attempt: 2 });
  assert.deepEqual(queue.events, ['ack j1']);
});

test('seconds go to the metric, milliseconds to the log', async () => {
  await worker.handle(job('slow'));
  const { value } = metrics.times[0]!;
  assert.ok(value >= 0.05 && value < 5, `seconds: ${value}`);
  const { said } = line();
  assert.ok(said.duration_ms >= 50 && said.duration_ms < 5000, `milliseconds: ${said.duration_ms}`);
});

for (const [attempt, outcome] of [[1, 'retried'], [3, 'dead']] as const) {
  test(`a job that fails at attempt ${attempt} is ${outcome}`, async () => {
    await worker.handle(job('broken', attempt));
    counted('broken', outcome);
    timed('broken');
    const { level, said } = line();
    assert.equal(level, 'error');
    assert.equal(said.event, 'job_failed');
    assert.equal(said.job_id, 'j1');
    assert.equal(said.type, 'broken');
    assert.equal(said.attempt, attempt);
    assert.equal(said.outcome, outcome);
    assert.equal(said.err, broken);
    assert.deepEqual(queue.events, [attempt === 1 ? 'retry j1 in 2000' : 'dead j1: too many attempts']);
  });
}

test('a type that nobody knows is no label', async () => {
  await worker.handle(job('x-9f31'));
  counted('unknown', 'dead');
  timed('unknown');
  const { level, said } = line();
  assert.equal(level, 'error');
  assert.equal(said.event, 'job_failed');
  assert.equal(said.outcome, 'dead');
  assert.deepEqual(queue.events, ['dead j1: no handler']);
});

test('payloads stay out', async () => {
  for (const type of ['welcome', 'broken', 'x']) await worker.handle(job(type));
  assert.ok(!JSON.stringify([logger.lines, metrics.counts, metrics.times]).includes('ann@example.com'));
});
