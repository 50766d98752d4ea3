import type { Pool } from 'pg';
import type { Flow, FlowVersion, TriggerSource, User } from './flow.types.js';

/** "$1, $2, ..." for that many values. */
const places = (count: number): string => Array.from({ length: count }, (_, at) => `$${at + 1}`).join(', ');

export class FlowRepository {
  constructor(private readonly pool: Pool) {}

  async page(projectId: number, after: number, limit: number): Promise<Flow[]> {
    const { rows } = await this.pool.query<Flow>(
      'SELECT id, owner_id AS "ownerId", status FROM flows WHERE project_id = $1 AND id > $2 ORDER BY id LIMIT $3',
      [projectId, after, limit],
    );
    return rows;
  }
}

export class FlowVersionRepository {
  constructor(private readonly pool: Pool) {}

  async latest(flowId: number): Promise<FlowVersion | null> {
    const [version] = await this.latestOf([flowId]);
    return version ?? null;
  }

  /** The latest version of each of the flows, in no certain order; flows without one are left out. */
  async latestOf(flowIds: number[]): Promise<FlowVersion[]> {
    if (flowIds.length === 0) return [];
    const { rows } = await this.pool.query<FlowVersion>(
      `SELECT v.flow_id AS "flowId", v.number, v.display_name AS "displayName"
         FROM flow_versions v
         JOIN (SELECT flow_id, MAX(number) AS number FROM flow_versions
                WHERE flow_id IN (${places(flowIds.length)}) GROUP BY flow_id) latest
           ON latest.flow_id = v.flow_id AND latest.number = v.number`,
      flowIds,
    );
    return rows;
  }
}

export class TriggerRepository {
  constructor(private readonly pool: Pool) {}

  async findByFlows(flowIds: number[]): Promise<TriggerSource[]> {
    if (flowIds.length === 0) return [];
    const { rows } = await this.pool.query<TriggerSource>(
      `SELECT flow_id AS "flowId", kind FROM triggers WHERE flow_id IN (${places(flowIds.length)}) ORDER BY id`,
      flowIds,
    );
    return rows;
  }
}

export class UserRepository {
  constructor(private readonly pool: Pool) {}

  async findById(id: number): Promise<User | null> {
    const { rows } = await this.pool.query<User>('SELECT id, email FROM users WHERE id = $1', [id]);
    return rows[0] ?? null;
  }

  async findByIds(ids: number[]): Promise<User[]> {
    if (ids.length === 0) return [];
    const { rows } = await this.pool.query<User>(`SELECT id, email FROM users WHERE id IN (${places(ids.length)})`, ids);
    return rows;
  }
}
