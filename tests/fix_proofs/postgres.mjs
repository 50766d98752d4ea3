// PostgreSQL itself, compiled to WebAssembly, behind its own wire protocol on a loopback port.
//
// Prints the port. Each line of standard input is one JSON text with SQL that makes the database
// anew; it answers with `ready`. Ends with its standard input.
import { createInterface } from 'node:readline';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

const db = await PGlite.create();
const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1', maxConnections: 4 });
await server.start();
console.log(server.getServerConn().split(':').pop());

for await (const line of createInterface({ input: process.stdin })) {
  await db.exec('DROP SCHEMA public CASCADE; CREATE SCHEMA public;');
  await db.exec(JSON.parse(line));
  console.log('ready');
}
process.exit(0);
