import { buildApp } from './app.js';
import { createSessions } from './sessions.js';
import { users } from './users.js';

await buildApp({ sessions: createSessions(), users }).listen({ port: Number(process.env.PORT ?? 3000), host: '0.0.0.0' });
