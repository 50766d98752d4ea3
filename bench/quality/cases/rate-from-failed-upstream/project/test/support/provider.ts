import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = [status: number, type: string, body: string];

export const RATE: Answer = [200, 'application/json', '{"base":"EUR","value":1.0832,"date":"2024-05-03"}'];

/** The provider of rates on this machine: answers what `answers` holds for a path, else 404. */
export async function startProvider(answers: Map<string, Answer>): Promise<{ url: string; server: Server }> {
  const server = createServer((req, res) => {
    const [status, type, body] = answers.get(req.url ?? '') ?? [404, 'application/json', '{"message":"unknown"}'];
    res.writeHead(status, { 'content-type': type, connection: 'close' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
