// A double of pg with the same API: statements run in SQLite, in this process's memory.
'use strict';

const initSqlJs = require('sql.js');

let opening;
let faults = [];
let waiting = 0;
let numbers = 0;

// What a test sets up and looks at; `log` holds { client, text, values } in the order of arrival.
const memory = {
  log: [],
  open: 0,
  most: 0,
  // A fresh database, made by these statements.
  async reset(script = '') {
    const SQL = await initSqlJs();
    opening = Promise.resolve(new SQL.Database());
    faults = [];
    waiting = 0;
    memory.log.length = 0;
    memory.open = memory.most = 0;
    (await opening).run(script);
  },
  async all(text) {
    return rows(await database(), text, []);
  },
  // The `nth` statement from now that matches fails with `error`.
  fail(pattern, error = new Error('the database failed'), nth = 1) {
    faults.push({ pattern, error, nth });
  },
  // Each statement takes this many milliseconds.
  slow(milliseconds) {
    waiting = milliseconds;
  },
};

function database() {
  opening ??= initSqlJs().then((SQL) => new SQL.Database());
  return opening;
}

function rows(db, text, values) {
  const statement = db.prepare(text);
  try {
    statement.bind(values);
    const found = [];
    while (statement.step()) found.push(statement.getAsObject());
    return found;
  } finally {
    statement.free();
  }
}

// What PostgreSQL says and SQLite does not, put in SQLite's words.
const WORDS = [
  [/::\w+(\[\])?/g, ''],
  [/=\s*ANY\s*\(\s*\$(\d+)\s*\)/gi, 'IN (SELECT value FROM json_each(?$1))'],
  [/<>\s*ALL\s*\(\s*\$(\d+)\s*\)/gi, 'NOT IN (SELECT value FROM json_each(?$1))'],
  [/\bFOR\s+(NO\s+KEY\s+UPDATE|UPDATE|KEY\s+SHARE|SHARE)(\s+OF\s+\w+)?(\s+SKIP\s+LOCKED|\s+NOWAIT)?/gi, ''],
  [/\$(\d+)/g, '?$1'],
  [/\bNOW\(\)/gi, "datetime('now')"],
  [/\bILIKE\b/gi, 'LIKE'],
];

function suited(text) {
  return WORDS.reduce((sql, [pattern, words]) => sql.replace(pattern, words), text);
}

function bound(value) {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' && !(value instanceof Uint8Array) ? JSON.stringify(value) : value;
}

async function run(client, config, values) {
  const text = typeof config === 'string' ? config : config.text;
  const given = (typeof config === 'string' ? values : config.values ?? values) ?? [];
  memory.log.push({ client, text, values: given });
  const db = await database();
  if (waiting) await new Promise((resolve) => setTimeout(resolve, waiting));
  for (const fault of faults) {
    if (fault.pattern.test(text) && --fault.nth === 0) throw fault.error;
  }
  const sql = suited(text);
  const command = /^\s*(\w+)/.exec(sql)?.[1].toUpperCase() ?? '';
  // As in pg: several statements in one text are run where there are no values.
  if (!given.length && /;\s*\S/.test(sql)) {
    db.run(sql);
    return { rows: [], rowCount: db.getRowsModified(), command };
  }
  if (/^(BEGIN|START TRANSACTION)/i.test(sql.trim())) db.run('BEGIN');
  else if (/^SET\s+(LOCAL\s+|SESSION\s+)?(TRANSACTION|lock_timeout|statement_timeout)/i.test(sql.trim())) {
    // SQLite is serializable, and nothing here waits for a lock.
  } else if (command === 'COMMIT' || command === 'ROLLBACK') {
    if (!/\bTO\b/i.test(sql)) await end(db, command);
    else db.run(sql);
  } else {
    const found = rows(db, sql, given.map(bound));
    const changed = ['INSERT', 'UPDATE', 'DELETE'].includes(command);
    return { rows: found, rowCount: changed ? db.getRowsModified() : found.length, command };
  }
  return { rows: [], rowCount: null, command };
}

function end(db, command) {
  try {
    db.run(command);
  } catch (error) {
    if (!/no transaction is active/.test(error.message)) throw error;
  }
}

function answered(promise, callback) {
  if (typeof callback !== 'function') return promise;
  promise.then((result) => callback(null, result), (error) => callback(error));
  return undefined;
}

class Client {
  constructor() {
    this.number = ++numbers;
  }
  async connect() {}
  query(config, values, callback) {
    const last = typeof values === 'function' ? values : callback;
    return answered(run(this.number, config, Array.isArray(values) ? values : undefined), last);
  }
  on() {
    return this;
  }
  async end() {}
}

class Pool {
  constructor(options = {}) {
    this.options = { max: 10, connectionTimeoutMillis: 0, ...options };
    this.waiting = [];
    this.totalCount = 0;
    this.ended = false;
  }
  async connect() {
    if (this.ended) throw new Error('Cannot use a pool after calling end on the pool');
    if (this.totalCount >= this.options.max) await this.#turn();
    this.totalCount += 1;
    memory.most = Math.max(memory.most, ++memory.open);
    const client = new Client();
    let released = false;
    client.release = () => {
      if (released) throw new Error('Release called on client which has already been released to the pool.');
      released = true;
      this.totalCount -= 1;
      memory.open -= 1;
      this.waiting.shift()?.();
    };
    return client;
  }
  #turn() {
    return new Promise((resolve, reject) => {
      this.waiting.push(resolve);
      const limit = this.options.connectionTimeoutMillis;
      if (limit) setTimeout(() => reject(new Error('timeout exceeded when trying to connect')), limit);
    });
  }
  query(config, values, callback) {
    const last = typeof values === 'function' ? values : callback;
    return answered(this.#once(config, Array.isArray(values) ? values : undefined), last);
  }
  async #once(config, values) {
    const client = await this.connect();
    try {
      return await client.query(config, values);
    } finally {
      client.release();
    }
  }
  on() {
    return this;
  }
  async end() {
    this.ended = true;
  }
}

module.exports = { Pool, Client, memory, types: { setTypeParser() {} } };
