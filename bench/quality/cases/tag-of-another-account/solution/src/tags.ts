import type { Pool, PoolClient } from 'pg';

export interface Tag {
  id: number;
  name: string;
  icon: string | null;
}

export class NotFoundError extends Error {
  readonly statusCode = 404;

  constructor(what: string) {
    super(`no such ${what}`);
  }
}

export class Tags {
  constructor(private readonly pool: Pool) {}

  async list(accountId: number): Promise<Tag[]> {
    const { rows } = await this.pool.query('SELECT id, name, icon FROM tags WHERE account_id = $1 ORDER BY name', [accountId]);
    return rows;
  }

  private async inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  async update(accountId: number, id: number, changes: { name?: string; icon?: string | null }): Promise<Tag> {
    const { rows } = await this.pool.query('SELECT id, name, icon FROM tags WHERE id = $1 AND account_id = $2', [id, accountId]);
    if (!rows.length) throw new NotFoundError('tag');
    const tag = { ...rows[0], ...changes } as Tag;
    await this.pool.query('UPDATE tags SET name = $1, icon = $2 WHERE id = $3 AND account_id = $4', [
      tag.name,
      tag.icon,
      id,
      accountId,
    ]);
    return tag;
  }

  /** Notes of `from` get `into`, and `from` is gone. */
  async merge(accountId: number, from: number, into: number): Promise<void> {
    await this.inTransaction(async (client) => {
      const { rows } = await client.query('SELECT id FROM tags WHERE id IN ($1, $2) AND account_id = $3', [from, into, accountId]);
      if (rows.length !== 2) throw new NotFoundError('tag');
      await client.query(
        'INSERT INTO note_tags (note_id, tag_id) SELECT note_id, $2 FROM note_tags WHERE tag_id = $1 ON CONFLICT DO NOTHING',
        [from, into]
      );
      await client.query('DELETE FROM note_tags WHERE tag_id = $1', [from]);
      await client.query('DELETE FROM tags WHERE id = $1 AND account_id = $2', [from, accountId]);
    });
  }

  async remove(accountId: number, id: number): Promise<void> {
    await this.inTransaction(async (client) => {
      // The tag first: what is not ours ends here, before anything of it is touched.
      const { rowCount } = await client.query('DELETE FROM tags WHERE id = $1 AND account_id = $2', [id, accountId]);
      if (!rowCount) throw new NotFoundError('tag');
      await client.query('DELETE FROM note_tags WHERE tag_id = $1', [id]);
    });
  }
}
