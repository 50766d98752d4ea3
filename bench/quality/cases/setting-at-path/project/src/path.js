/** Reads and writes places in plain objects: `editor.tabs[0].title`, or a list of keys. */

const isObject = (value) => value !== null && (typeof value === 'object' || typeof value === 'function');

export function parsePath(path) {
  if (Array.isArray(path)) return path;
  return String(path)
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter((key) => key !== '');
}

export function getAt(source, path, fallback) {
  let at = source;
  for (const key of parsePath(path)) {
    if (!isObject(at) || !Object.hasOwn(at, key)) return fallback;
    at = at[key];
  }
  return at;
}

/** Sets the value at the path; objects and lists on the way are made. Gives back the target. */
export function setAt(target, path, value) {
  const keys = parsePath(path);
  if (!keys.length) throw new TypeError('the path is empty');

  let at = target;
  for (let depth = 0; depth < keys.length; depth += 1) {
    const key = keys[depth];
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
      throw new TypeError(`not a key that can be set: ${key}`);
    }
    if (depth === keys.length - 1) {
      at[key] = value;
      break;
    }
    if (!isObject(at[key])) {
      at[key] = /^\d+$/.test(keys[depth + 1]) ? [] : {};
    }
    at = at[key];
  }
  return target;
}
