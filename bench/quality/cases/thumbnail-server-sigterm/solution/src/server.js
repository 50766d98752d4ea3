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

const STOP_WITHIN_MS = 25_000;

async function stopOn(signal) {
  if (state.stopping) return;
  log({ message: 'stopping', signal });
  state.stopping = true;
  const late = setTimeout(() => {
    log({ message: 'requests were cut off' });
    server.closeAllConnections();
  }, STOP_WITHIN_MS);

  // Connections that are kept alive become idle when their last answer is out.
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(idle);
  clearTimeout(late);
  try {
    await metrics.flush();
  } catch (error) {
    log({ message: 'the metrics were not written', error: error.message });
    process.exitCode = 1;
  }
  process.exit();
}

process.on('SIGTERM', () => stopOn('SIGTERM'));
process.on('SIGINT', () => stopOn('SIGINT'));
