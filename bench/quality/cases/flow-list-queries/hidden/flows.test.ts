import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import { buildServer } from '../src/server.js';
import { firstPage, schema } from '../test/support/schema.js';

const { memory, Pool } = pg as any;
beforeEach(() => memory.reset(schema));

const get = (url: string) => buildServer(new Pool()).inject(url);

test('a page takes a handful of statements, however many flows there are', async () => {
  const rows = Array.from({ length: 60 }, (_, n) => n + 100);
  await memory.reset(`${schema}
    INSERT INTO flows VALUES ${rows.map((id) => `(${id}, 5, ${(id % 2) + 1}, 'enabled')`).join(', ')};
    INSERT INTO flow_versions VALUES ${rows.map((id) => `(${id}, 3, 'Flow ${id}'), (${id}, 2, 'Old')`).join(', ')};
    INSERT INTO triggers (flow_id, kind) VALUES ${rows.map((id) => `(${id}, 'webhook')`).join(', ')};
  `);
  const { data, next } = (await get('/v1/flows?projectId=5&limit=40')).json();
  assert.ok(memory.log.length <= 5, `${memory.log.length} statements`);
  assert.equal(data.length, 40);
  assert.equal(next, 139);
  for (const flow of data) {
    assert.deepEqual(flow.version, { flowId: flow.id, number: 3, displayName: `Flow ${flow.id}` });
    assert.deepEqual(flow.triggers, [{ flowId: flow.id, kind: 'webhook' }]);
    assert.equal(flow.owner.id, flow.ownerId);
  }
});

test('what a flow lacks stays empty', async () => {
  assert.deepEqual((await get('/v1/flows?projectId=1')).json(), { data: firstPage, next: null });
  assert.ok(memory.log.length <= 5, `${memory.log.length} statements`);
});
