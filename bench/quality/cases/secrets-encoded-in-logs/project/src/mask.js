export const HIDDEN = '[secure]';

const SENSITIVE = /token|password|credential|secret|private|api_?key/i;
// Shorter ones are words like "true" that stand everywhere.
const SHORTEST = 5;

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** Gives back a function that hides the values of all sensitive variables in a text. */
export function createMask(env) {
  const values = Object.keys(env)
    .filter((name) => SENSITIVE.test(name))
    .map((name) => env[name].trim())
    .filter((value) => value.length >= SHORTEST);
  if (!values.length) return (text) => text;

  const pattern = new RegExp(values.map(escaped).join('|'), 'g');
  return (text) => (typeof text === 'string' ? text.replace(pattern, HIDDEN) : text);
}
