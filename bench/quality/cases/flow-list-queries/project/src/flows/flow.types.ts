export interface Flow {
  id: number;
  ownerId: number | null;
  status: 'enabled' | 'disabled';
}

export interface FlowVersion {
  flowId: number;
  number: number;
  displayName: string;
}

export interface TriggerSource {
  flowId: number;
  kind: 'webhook' | 'schedule';
}

export interface User {
  id: number;
  email: string;
}

export interface PopulatedFlow extends Flow {
  version: FlowVersion | null;
  triggers: TriggerSource[];
  owner: User | null;
}

export interface Page<T> {
  data: T[];
  next: number | null;
}
