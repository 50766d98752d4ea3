import pg from 'pg';
import { createApp } from '../../src/app.js';

export const { memory } = pg as any;

export async function notes() {
  await memory.reset(`
    CREATE TABLE tags (id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, name TEXT NOT NULL, icon TEXT);
    CREATE TABLE note_tags (note_id INTEGER, tag_id INTEGER, PRIMARY KEY (note_id, tag_id));
    INSERT INTO tags VALUES (1, 10, 'work', NULL), (2, 10, 'job', 'bag'), (3, 20, 'private', NULL), (4, 20, 'diary', NULL);
    INSERT INTO note_tags VALUES (100, 1), (101, 1), (101, 2), (102, 2), (200, 3), (201, 4);
  `);
  const app = createApp(new pg.Pool());
  const send = (account: number, method: 'GET' | 'PATCH' | 'POST' | 'DELETE', url: string, payload?: object) =>
    app.inject({ method, url, payload, headers: { 'x-account-id': String(account) } });
  const state = async () => ({
    tags: await memory.all('SELECT id, account_id, name, icon FROM tags ORDER BY id'),
    links: (await memory.all('SELECT note_id, tag_id FROM note_tags ORDER BY note_id, tag_id')).map((row: any) => [row.note_id, row.tag_id]),
  });
  return { send, state };
}
