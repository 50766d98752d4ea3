import { createServer } from 'node:http';
import { createApp } from './app.js';
import { MetricsFile } from './metrics-file.js';

const log = (entry) => process.stdout.write(`${JSON.stringify(entry)}\n`);
const state = { stopping: false };
const metrics = new MetricsFile(process.env.METRICS_FILE);

const app = createApp({ state, log, effort: Number(process.env.EFFORT ?? 300) });
const server = createServer(app);
server.keepAliveTimeout = 65_000;
server.on('request', (req, res) => res.on('finish', () => metrics.count(res.statusCode)));

server.listen(Number(process.env.PORT ?? 8080), process.env.HOST, () => {
  log({ message: 'listening', port: server.address().port });
});

function stopOn(signal) {
  log({ message: 'stopping', signal });
  state.stopping = true;
  server.close();
  metrics.flush();
  process.exit(0);
}

process.on('SIGTERM', () => stopOn('SIGTERM'));
process.on('SIGINT', () => stopOn('SIGINT'));
