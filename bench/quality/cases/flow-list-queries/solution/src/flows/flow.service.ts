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
    const ids = flows.map((flow) => flow.id);
    const ownerIds = [...new Set(flows.flatMap((flow) => (flow.ownerId === null ? [] : [flow.ownerId])))];

    const [versions, triggers, owners] = await Promise.all([
      this.versions.latestOf(ids),
      this.triggers.findByFlows(ids),
      this.users.findByIds(ownerIds),
    ]);
    const versionOf = new Map(versions.map((version) => [version.flowId, version]));
    const ownerOf = new Map(owners.map((owner) => [owner.id, owner]));
    const triggersOf = new Map(ids.map((id) => [id, [] as typeof triggers]));
    for (const trigger of triggers) triggersOf.get(trigger.flowId)?.push(trigger);

    const data = flows.map((flow) => ({
      ...flow,
      version: versionOf.get(flow.id) ?? null,
      triggers: triggersOf.get(flow.id) ?? [],
      owner: flow.ownerId === null ? null : (ownerOf.get(flow.ownerId) ?? null),
    }));

    return { data, next: found.length > limit ? flows[flows.length - 1].id : null };
  }
}
