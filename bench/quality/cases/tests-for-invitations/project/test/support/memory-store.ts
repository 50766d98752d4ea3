import type { Invitation, TeamStore } from '../../src/store';

/** Invitations in memory; `members` says who was added to which team. */
export class MemoryStore implements TeamStore {
  readonly members: { teamId: string; userId: string }[] = [];
  readonly #invitations = new Map<string, Invitation>();

  add(invitation: Partial<Invitation> & { token: string }): void {
    this.#invitations.set(invitation.token, {
      teamId: 't1',
      email: 'ann@example.com',
      role: 'member',
      expiresAt: new Date('2030-01-01T00:00:00Z'),
      acceptedAt: null,
      ...invitation,
    });
  }

  async findInvitation(token: string): Promise<Invitation | null> {
    const found = this.#invitations.get(token);
    return found ? { ...found } : null;
  }

  async accept(token: string, userId: string, at: Date): Promise<void> {
    const found = this.#invitations.get(token);
    if (!found) throw new Error(`no invitation ${token}`);
    found.acceptedAt = at;
    this.members.push({ teamId: found.teamId, userId });
  }
}
