'use strict';

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { pipeline } = require('node:stream/promises');

const ID = /^[a-z0-9][a-z0-9-]{0,63}$/;

function sendJson(res, status, body) {
  const text = JSON.stringify(body);
  res.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  res.end(text);
}

async function listExports(res, { folder }) {
  const names = await fs.promises.readdir(folder);
  const ids = names.filter((name) => name.endsWith('.csv')).map((name) => path.basename(name, '.csv'));
  sendJson(res, 200, { exports: ids.sort() });
}

async function sendExport(req, res, { folder, log }, id) {
  let file;
  try {
    file = await fs.promises.open(path.join(folder, `${id}.csv`));
  } catch (error) {
    if (error.code === 'ENOENT') return sendJson(res, 404, { error: 'no such export' });
    throw error;
  }

  try {
    const { mtime } = await file.stat();
    const content = await file.readFile();
    res.writeHead(200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Length': content.length,
      'Content-Disposition': `attachment; filename="${id}.csv"`,
      'Last-Modified': mtime.toUTCString(),
    });
    res.end(req.method === 'HEAD' ? undefined : content);
    log.info({ id, bytes: content.length }, 'export sent');
  } finally {
    await file.close();
  }
}

async function saveExport(req, res, { folder }, id) {
  const file = path.join(folder, `${id}.csv`);
  await pipeline(req, fs.createWriteStream(`${file}.part`));
  await fs.promises.rename(`${file}.part`, file);
  sendJson(res, 201, { id });
}

async function handle(req, res, options) {
  const { pathname } = new URL(req.url, 'http://localhost');
  if (pathname === '/exports' && req.method === 'GET') return listExports(res, options);
  const id = /^\/exports\/([^/]+)$/.exec(pathname)?.[1];
  if (!id) return sendJson(res, 404, { error: 'not found' });
  if (!ID.test(id)) return sendJson(res, 400, { error: 'bad id' });
  if (req.method === 'GET' || req.method === 'HEAD') return sendExport(req, res, options, id);
  if (req.method === 'PUT') return saveExport(req, res, options, id);
  return sendJson(res, 405, { error: 'method not allowed' });
}

function createServer(options) {
  return http.createServer((req, res) => {
    handle(req, res, options).catch((error) => {
      options.log.error({ err: error }, 'request failed');
      if (res.headersSent) res.destroy();
      else sendJson(res, 500, { error: 'internal error' });
    });
  });
}

module.exports = { createServer };
