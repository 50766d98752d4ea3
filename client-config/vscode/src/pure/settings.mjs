// @ts-check
// What of VS Code's settings goes to the server, and in which form.

/** Settings of the extension itself. */
const OWN = new Set(["server", "proposal", "report", "trace"]);
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
export const USUAL_VARIABLE = "OPENAI_API_KEY";

/**
 * The section `nodewright` without the extension's own settings and without what is not set: an
 * unset setting leaves the word to the server's environment.
 *
 * @param {unknown} section
 * @returns {unknown}
 */
export function forServer(section) {
  if (!isTable(section)) return section;
  return Object.fromEntries(
    Object.entries(section)
      .filter(([name, value]) => !OWN.has(name) && value !== null)
      .map(([name, value]) => [name, withoutNulls(value)]),
  );
}

/**
 * The same as arguments of the command line: `--set`, `model.name="x"` and so on.
 *
 * @param {unknown} section
 * @returns {string[]}
 */
export function asArguments(section) {
  const found = forServer(section);
  return isTable(found) ? dotted(found, "").flatMap((word) => ["--set", word]) : [];
}

/**
 * The variable that carries the key; undefined for a name that cannot be one.
 *
 * @param {unknown} named  the setting `nodewright.model.apiKeyEnv`
 */
export function keyVariable(named) {
  const name = named || USUAL_VARIABLE;
  return typeof name === "string" && VARIABLE.test(name) ? name : undefined;
}

/** Settings with keys of the user's own: they are one value. */
const TABLES = new Set(["rules"]);

/** @param {Record<string, unknown>} table @param {string} prefix @returns {string[]} */
function dotted(table, prefix) {
  return Object.entries(table).flatMap(([name, value]) =>
    isTable(value) && !TABLES.has(prefix + name)
      ? dotted(value, `${prefix}${name}.`)
      : [`${prefix}${name}=${JSON.stringify(value)}`],
  );
}

/** @param {unknown} value @returns {unknown} */
function withoutNulls(value) {
  if (!isTable(value)) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutNulls(inner)]));
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
