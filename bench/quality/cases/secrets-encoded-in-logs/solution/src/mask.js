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

  // The longest first: where one secret begins like another, no rest of it is left over.
  const forms = [...new Set(values.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(forms.map(anyCase).join('|'), 'g');
  return (text) => (typeof text === 'string' ? text.replace(pattern, HIDDEN) : text);
}

/** A value as it may stand in a log: plain, in a part of a URL, in a form, in JSON. */
function formsOf(value) {
  const wellFormed = value.toWellFormed();
  const component = encodeURIComponent(wellFormed);
  return [
    value,
    encodeURI(wellFormed),
    component,
    // As URL writes user and password, and strict encoders everything.
    component.replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`),
    component.replaceAll("'", '%27'),
    component.replaceAll('%20', '+'),
    new URLSearchParams({ v: value }).toString().slice(2),
    JSON.stringify(value).slice(1, -1),
  ];
}

/** %2f and %2F are the same byte. */
function anyCase(form) {
  return escaped(form).replace(/%[0-9A-F]{2}/g, (byte) => byte.replace(/[A-F]/g, (digit) => `[${digit}${digit.toLowerCase()}]`));
}
