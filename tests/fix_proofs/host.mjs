// Runs one project and says what it shows: one JSON line for each step that it is given.
//
// `node host.mjs FILE DESCRIPTOR` reads a list of steps as JSON from standard input, and writes to
// the open file DESCRIPTOR. A step is an HTTP request to the server that FILE exports, or a call of a
// function that it exports. What the project writes to its console is a part of what it shows.
import http from 'node:http';
import { inspect } from 'node:util';
import { pathToFileURL } from 'node:url';
import { readFileSync, writeSync } from 'node:fs';

const LIMIT = 10_000; // milliseconds that a step may take
const HEADERS = ['content-type', 'location', 'set-cookie', 'x-powered-by'];
const RESULTS = Number(process.argv[3]);

const { steps, prelude } = JSON.parse(readFileSync(0, 'utf8'));
let said = '';
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk) => {
    said += chunk;
    return true;
  };
}
if (prelude) (0, eval)(prelude);
const loaded = await import(pathToFileURL(process.argv[2]));
const project = loaded.default ?? loaded;
let server;

for (const step of steps) {
  const shown = await within(step.call ? call(step) : request(step), step.limit);
  await new Promise((resolve) => setTimeout(resolve, step.wait ?? 20));
  const log = said.replace(/^/gm, 'log> ').replace(/(?:\nlog> |^log> )$/, '');
  said = '';
  writeSync(RESULTS, `${JSON.stringify(log ? `${shown}\n${log}` : shown)}\n`);
}
process.exit(0);

function within(work, limit = LIMIT) {
  const late = new Promise((resolve) => {
    setTimeout(resolve, limit, 'no answer').unref();
  });
  return Promise.race([work, late]);
}

async function call(step) {
  const called = loaded[step.call] ?? project[step.call];
  try {
    return inspect(await called(...(step.with ?? [])), { depth: 6 });
  } catch (error) {
    return `throws ${error.name}: ${error.message}`;
  }
}

async function request(step) {
  const [method, path] = step.send.split(/ (.*)/s);
  const headers = { ...step.headers };
  let body = step.text;
  if (step.json !== undefined) {
    body = typeof step.json === 'string' ? step.json : JSON.stringify(step.json);
    headers['content-type'] ??= 'application/json';
  } else if (step.form !== undefined) {
    body = new URLSearchParams(step.form).toString();
    headers['content-type'] ??= 'application/x-www-form-urlencoded';
  }
  const port = await listening();
  return new Promise((resolve) => {
    const sent = http.request({ host: '127.0.0.1', port, method, path, headers, agent: false });
    sent.on('error', () => resolve('the connection was cut'));
    sent.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('error', () => resolve('the connection was cut'));
      answer.on('end', () => resolve(told(answer, text)));
    });
    sent.end(body);
  });
}

function told(answer, text) {
  const kept = HEADERS.filter((name) => name in answer.headers);
  const lines = kept.map((name) => `${name}: ${[answer.headers[name]].flat().join(' & ')}`);
  return [`HTTP ${answer.statusCode}`, ...lines, '', text].join('\n');
}

async function listening() {
  if (server === undefined) {
    const app = project.app ?? loaded.app ?? project;
    if (app instanceof http.Server) server = app;
    else server = http.createServer(typeof app.callback === 'function' ? app.callback() : app);
    await new Promise((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
  }
  return server.address().port;
}
