import assert from 'node:assert/strict';
import { mkdtemp, readFile } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { child } from '../test/support/child.js';

test('requests that run are answered, then the process ends', async () => {
  const server = await child({ EFFORT: '500' });
  const answers = Promise.allSettled(['a', 'b', 'c'].map((name) => server.get(`/thumbnails/${name}?size=64`)));
  await server.said('scaling', 3);
  server.kill('SIGTERM');
  for (const answer of await answers) {
    assert.equal(answer.status, 'fulfilled', String(answer.reason));
    assert.equal(answer.value.status, 200);
    assert.match(answer.value.body, /"bytes":4096/);
  }
  assert.deepEqual(await server.exit(), { code: 0, signal: null });
});

test('connections that are kept alive do not keep the process until it is killed', async () => {
  const agent = new http.Agent({ keepAlive: true });
  try {
    const server = await child({ EFFORT: '400' });
    assert.equal((await server.get('/health', agent)).status, 200);
    const running = server.get('/thumbnails/cat?size=64', new http.Agent({ keepAlive: true }));
    await server.said('scaling');
    server.kill('SIGTERM');
    assert.equal((await running).status, 200);
    const exit = await Promise.race([
      server.exit(),
      new Promise((resolve) => setTimeout(resolve, 29_500, 'still there').unref()),
    ]);
    server.kill('SIGKILL');
    assert.notEqual(exit, 'still there');
    assert.equal(exit.signal, null);
  } finally {
    agent.destroy();
  }
});

test('what was counted is written before the end', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'thumbnails-')), 'metrics.json');
  const server = await child({ EFFORT: '300', METRICS_FILE: file });
  await server.get('/thumbnails/a?size=65');
  const running = server.get('/thumbnails/b?size=64').catch((error) => error);
  await server.said('scaling');
  server.kill('SIGTERM');
  assert.equal((await running).status, 200);
  assert.equal((await server.exit()).code, 0);
  assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), { 200: 1, 400: 1 });
});
