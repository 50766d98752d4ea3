'use strict';

const { readFile } = require('fs/promises');
const path = require('path');
const { callbackify } = require('util');
const defaults = require('./defaults');

async function readJson(file) {
  let text;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return {};
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    error.message = `${path.basename(file)}: ${error.message}`;
    throw error;
  }
}

/**
 * Reads default.json, then <env>.json, then local.json of a folder over the defaults. A file that
 * is not there is skipped; later ones win, key by key at the top level.
 *
 * @param {string} dir
 * @param {string} env
 * @param {(err: Error | null, config?: object) => void} callback
 */
const loadConfig = callbackify(async function loadConfig(dir, env) {
  const config = { ...defaults };
  for (const name of ['default', env, 'local']) {
    Object.assign(config, await readJson(path.join(dir, `${name}.json`)));
  }
  return config;
});

module.exports = loadConfig;
