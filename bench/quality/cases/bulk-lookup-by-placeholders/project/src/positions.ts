export interface Queryable {
  query(text: string, values?: unknown[]): Promise<{ rows: any[] }>;
}

export interface Position {
  id: string;
  title: string;
  crewSize: number;
}

/** More ids than this are refused by the route. */
export const MOST_IDS = 100;

/** The positions with these ids that the tenant may see, by title. */
export async function findPositions(db: Queryable, tenantId: string, ids: string[]): Promise<Position[]> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return [];

  // $1 is the tenant, so the ids begin at $2.
  const placeholders = wanted.map((_, at) => `$${at + 2}`).join(', ');
  const { rows } = await db.query(
    `SELECT id, title, crew_size FROM positions WHERE tenant_id = $1 AND id IN (${placeholders}) ORDER BY title, id`,
    [tenantId, ...wanted]
  );
  return rows.map((row) => ({ id: row.id, title: row.title, crewSize: row.crew_size }));
}
