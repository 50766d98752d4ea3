export type Role = 'member' | 'admin';

export interface Invitation {
  token: string;
  teamId: string;
  email: string;
  role: Role;
  expiresAt: Date;
  acceptedAt: Date | null;
}

export interface User {
  id: string;
  email: string;
}

export interface TeamStore {
  findInvitation(token: string): Promise<Invitation | null>;
  /** Marks the invitation as accepted and adds the member, both or neither. */
  accept(token: string, userId: string, at: Date): Promise<void>;
}
