'use strict';

const VERSION = /^v?(\d+)\.(\d+)\.(\d+)$/;

function parse(version) {
  const found = VERSION.exec(version);
  if (!found) throw new TypeError(`not a version: ${version}`);
  return found.slice(1).map(Number);
}

/** Negative when a is older than b, positive when it is newer, 0 when they are the same. */
function compare(a, b) {
  const left = parse(a);
  const right = parse(b);
  for (let at = 0; at < 3; at++) {
    if (left[at] !== right[at]) return left[at] - right[at];
  }
  return 0;
}

/**
 * Whether a version lies in a range: `*`, `1.2.3`, `>=1.2.3`, `~1.2.3` (the same minor) or `^1.2.3`
 * (the same left-most part that is not zero). Throws a TypeError for anything else.
 */
function satisfies(version, range) {
  if (range === '*') {
    parse(version);
    return true;
  }
  const operator = /^(>=|\^|~)?/.exec(range)[0];
  const floor = range.slice(operator.length);
  const order = compare(version, floor);
  if (operator === '') return order === 0;
  if (order < 0) return false;
  if (operator === '>=') return true;

  const [major, minor, patch] = parse(version);
  const [floorMajor, floorMinor, floorPatch] = parse(floor);
  if (operator === '~') return major === floorMajor && minor === floorMinor;
  if (floorMajor > 0) return major === floorMajor;
  if (floorMinor > 0) return major === 0 && minor === floorMinor;
  return major === 0 && minor === 0 && patch === floorPatch;
}

/** The newest of the versions that the range allows, or null. */
function newest(versions, range) {
  const allowed = versions.filter((version) => satisfies(version, range));
  return allowed.sort(compare).at(-1) ?? null;
}

module.exports = { compare, satisfies, newest };
