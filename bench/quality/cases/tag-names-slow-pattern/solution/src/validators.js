'use strict';

const COLORS = new Set(['red', 'green', 'blue', 'yellow', 'grey']);

const isColor = (value) => typeof value === 'string' && COLORS.has(value);

const SEPARATORS = /[\s,;]/;

/** A name without blanks and separators at its ends, with single blanks within. */
const clean = (text) => {
  let begin = 0;
  let end = text.length;
  while (begin < end && SEPARATORS.test(text[begin])) begin += 1;
  while (end > begin && SEPARATORS.test(text[end - 1])) end -= 1;
  return text.slice(begin, end).replace(/\s+/g, ' ');
};

/** `team-a`, `q3-2024`: small letters and digits, joined by single hyphens. */
const isKey = (text) => /^[a-z0-9]+$/.test(text.replaceAll('-', '')) && text.split('-').every((part) => part !== '');

/** `db.example.org`, `cache-1`: labels joined by dots; a label has no hyphen at its ends. */
const isHost = (text) =>
  text.split('.').every((label) => /^[a-z0-9-]+$/i.test(label) && !label.startsWith('-') && !label.endsWith('-'));

/** What is wrong with the fields of a label, by field; nothing where all is well. */
function problemsOf({ name, key, host, color }) {
  const problems = {};
  if (typeof name !== 'string' || !clean(name)) problems.name = 'a name is needed';
  if (typeof key !== 'string' || !isKey(key)) problems.key = 'small letters and digits, joined by single hyphens';
  if (host !== undefined && (typeof host !== 'string' || !isHost(host))) problems.host = 'not the name of a host';
  if (color !== undefined && !isColor(color)) problems.color = 'not a color';
  return problems;
}

module.exports = { clean, isColor, isHost, isKey, problemsOf };
