// Runs all checks in VS Code: first those inside of the extension host, then those on the screen.

import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { judge } from './harness/desk.js';
import { startServer } from './harness/server.mjs';
import { openBrowser } from './harness/window.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const INSIDE = 'inside';
const PARTS = ['findings', 'runs', 'settings'];
const SCREENS = ['look', 'progress', 'start', 'proposal'];

// Whoever started this is gone when its input ends: leave nothing behind then.
process.stdin.on('end', () => process.exit(1)).resume();

const told = JSON.parse(process.argv[2]);
const wanted = (name) => told.only.length === 0 || told.only.includes(name);
const results = [];

/** Keeps what came of a check; of a failed one, a picture of the screen too. */
async function note(result, window) {
  results.push(result);
  const verdict = result.passed ? 'ok  ' : 'FAIL';
  console.log(`  ${verdict}  ${result.says}  ${result.seconds.toFixed(1)} s`);
  if (!result.passed && window) {
    const name = `failed-${results.length}`;
    await window.picture(name).catch(() => undefined);
    result.why += `\nThe screen: ${path.join(told.pictures, `${name}.png`)}`;
  }
  fs.writeFileSync(told.results, JSON.stringify(results, null, 1));
}

/** The line on which the checks in the extension host tell what came of them. */
async function listenToChecks() {
  const sockets = Promise.withResolvers();
  const server = net.createServer((socket) => sockets.resolve(socket));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: server.address().port, socket: sockets.promise, close: () => server.close() };
}

async function runInside(studio, line) {
  const window = await studio.browser.open(studio, INSIDE, { 'nodewright.proposal': 'apply' });
  const says = 'All checks inside of the extension host run to their end.';
  const whole = await judge(says, () => hear(line, window), 900);
  if (!whole.passed) await note(whole, window);
  await window.close();
}

/**
 * The extension's own log says how long each server took to answer; it is told, not judged. One
 * that starts with its window has to share the processors with it, one after a restart has not.
 */
function tellStarts(home) {
  const logs = path.join(home, 'data/logs');
  for (const name of fs.globSync('*/exthost*/nodewright.nodewright/nodewright.log', { cwd: logs })) {
    const said = fs.readFileSync(path.join(logs, name), 'utf8').matchAll(/ready in (\d+) ms/g);
    const [first, ...later] = Array.from(said, ([, took]) => took);
    if (first) console.log(`        ${first} ms from the start of the server to its first answer`);
    if (later.length) console.log(`        ${later.join(', ')} ms after a restart`);
  }
}

async function hear(line, window) {
  const socket = await line.socket;
  for await (const text of readline.createInterface({ input: socket })) {
    const heard = JSON.parse(text);
    if (heard.broken) throw new Error(heard.broken);
    if (heard.figure) console.log(`        ${heard.figure}`);
    if (heard.end) return;
    if (heard.says) {
      await note(heard, window);
      if (!heard.passed) socket.write('go on\n');
    }
  }
  throw new Error('The extension host went away.');
}

async function main() {
  const line = await listenToChecks();
  const server = await startServer({
    ...told,
    driver: path.join(HERE, 'inside'),
    settings: {
      'nodewright.server.path': told.server,
      'nodewright.model.baseUrl': told.model,
      'nodewright.model.name': 'demo-model',
    },
    environment: {
      NODEWRIGHT_CACHE: '',
      NODEWRIGHT_DESK: String(told.desk),
      NODEWRIGHT_CHECKS: String(line.port),
      NODEWRIGHT_CHECKS_CODE: HERE,
      NODEWRIGHT_CHECKS_PARTS: PARTS.filter(wanted).join(' '),
    },
  });
  process.env.NODEWRIGHT_DESK = String(told.desk);
  const browser = await openBrowser(told);
  const studio = { ...told, server, browser };
  try {
    if (PARTS.some(wanted)) await runInside(studio, line);
    for (const name of SCREENS.filter(wanted)) {
      const { checks } = await import(`./screen/${name}.mjs`);
      await checks(studio, async (says, window, check) => note(await judge(says, check), window));
    }
    tellStarts(server.home);
  } finally {
    await browser.close();
    await server.stop();
    line.close();
  }
}

main().then(
  () => process.exit(results.length && results.every((result) => result.passed) ? 0 : 1),
  async (error) => {
    const says = 'The checks in VS Code run to their end.';
    await note({ says, passed: false, seconds: 0, why: String(error.stack) });
    process.exit(1);
  },
);
