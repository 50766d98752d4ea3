import type { FastifyInstance } from 'fastify';
import type { TeamStore, User } from './store';

declare module 'fastify' {
  interface FastifyRequest {
    user: User | null;
  }
}

export interface InvitationOptions {
  store: TeamStore;
  now?: () => Date;
}

export async function invitationRoutes(app: FastifyInstance, { store, now = () => new Date() }: InvitationOptions) {
  app.post<{ Params: { token: string } }>('/invitations/:token/accept', async (request, reply) => {
    const { user } = request;
    if (!user) return reply.code(401).send({ error: 'unauthenticated' });

    const invitation = await store.findInvitation(request.params.token);
    if (!invitation) return reply.code(404).send({ error: 'not_found' });
    if (invitation.email.toLowerCase() !== user.email.toLowerCase()) {
      return reply.code(403).send({ error: 'other_address' });
    }
    if (invitation.acceptedAt) return reply.code(409).send({ error: 'already_accepted' });
    if (invitation.expiresAt <= now()) return reply.code(410).send({ error: 'expired' });

    await store.accept(invitation.token, user.id, now());
    return reply.code(200).send({ teamId: invitation.teamId, role: invitation.role });
  });
}
