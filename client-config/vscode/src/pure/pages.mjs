// @ts-check
// The pages that the server sends, reports and prompts, under names for their tabs.

const UNFIT = /[\\/:*?"<>|#%\x00-\x1f]/g;
const LONGEST = 60;

/**
 * The name of a page's tab: its first heading, without what a path cannot hold.
 *
 * @param {string} markdown
 * @param {string} otherwise
 */
export function nameOf(markdown, otherwise) {
  const heading = /^# (.+)$/m.exec(markdown)?.[1] ?? "";
  const words = heading
    .replace(/`(?:[^`]*\/)?([^`/]+)`/g, "$1")
    .replace(/: /g, " - ")
    .replace(UNFIT, " ")
    .replace(/\s+/g, " ")
    .trim();
  return words.slice(0, LONGEST).trim() || otherwise;
}
