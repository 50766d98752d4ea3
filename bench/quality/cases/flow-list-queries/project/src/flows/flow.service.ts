import type {
  FlowRepository,
  FlowVersionRepository,
  TriggerRepository,
  UserRepository,
} from './flow.repositories.js';
import type { Page, PopulatedFlow } from './flow.types.js';

export interface ListOptions {
  limit?: number;
  /** Id of the last flow of the page before. */
  cursor?: number;
}

export class FlowService {
  constructor(
    private readonly flows: FlowRepository,
    private readonly versions: FlowVersionRepository,
    private readonly triggers: TriggerRepository,
    private readonly users: UserRepository,
  ) {}

  /** A page of the flows of a project, each with its latest version, its triggers and its owner. */
  async list(projectId: number, { limit = 50, cursor = 0 }: ListOptions = {}): Promise<Page<PopulatedFlow>> {
    const found = await this.flows.page(projectId, cursor, limit + 1);
    const flows = found.slice(0, limit);
    const data: PopulatedFlow[] = [];

    for (const flow of flows) {
      const version = await this.versions.latest(flow.id);
      const triggers = await this.triggers.findByFlows([flow.id]);
      const owner = flow.ownerId === null ? null : await this.users.findById(flow.ownerId);
      data.push({ ...flow, version, triggers, owner });
    }

    return { data, next: found.length > limit ? flows[flows.length - 1].id : null };
  }
}
