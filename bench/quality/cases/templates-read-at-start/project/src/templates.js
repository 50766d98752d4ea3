'use strict';

const fs = require('node:fs');
const path = require('node:path');

const PLACEHOLDER = /\{\{(\w+)\}\}/g;

/**
 * Reads all templates of a folder. The server calls it once, before it listens, and does not start
 * when a template is missing or empty; rendering works from memory.
 */
function loadTemplates(folder) {
  const templates = new Map();
  for (const file of fs.readdirSync(folder)) {
    if (path.extname(file) !== '.txt') continue;
    const text = fs.readFileSync(path.join(folder, file), 'utf8').trimEnd();
    if (!text) throw new Error(`${file} is empty`);
    templates.set(path.basename(file, '.txt'), text);
  }
  if (templates.size === 0) throw new Error(`no templates in ${folder}`);
  return templates;
}

/** The text of a template with its values; a value that is missing is an error. */
function render(templates, name, values) {
  const text = templates.get(name);
  if (text === undefined) throw new RangeError(`no template ${name}`);
  return text.replace(PLACEHOLDER, (_, key) => {
    if (!Object.hasOwn(values, key)) throw new RangeError(`${name}: no value for ${key}`);
    return String(values[key]);
  });
}

module.exports = { loadTemplates, render };
