// @ts-check
// What the status bar says.

/**
 * @typedef {{ title: string, uri: string, stage: string, tokens: number }} Work
 * @typedef {{ model: string, host: string, persona: string, work: Work[] }} ServerStatus
 * @typedef {"missing" | "starting" | "running" | "stopped"} Phase
 * @typedef {{ text: string, lines: string[], warning: boolean }} Shown
 */

const CLICK = "Click for the menu.";

/**
 * The text with its icon, the lines of the tooltip, and whether it asks for attention.
 *
 * @param {Phase} phase
 * @param {ServerStatus | undefined} status
 * @returns {Shown}
 */
export function statusOf(phase, status) {
  if (phase === "missing") {
    return said("$(warning) nodewright: no server", ["The server was not found."], true);
  }
  if (phase === "stopped") {
    return said("$(warning) nodewright: stopped", ["The server is not running."], true);
  }
  if (phase === "starting" || !status) {
    return said("$(loading~spin) nodewright", ["The server is starting."]);
  }
  const works = status.work.map(
    (work) => `${work.title}: ${work.stage || "starting"}${tokens(work.tokens, ", ")}`,
  );
  const brain = status.model
    ? `Model: ${status.model} at ${status.host}.`
    : "Offline: the rules find and repair; no model is configured.";
  const lines = [brain, `Persona: ${status.persona}.`, ...works];
  const waiting = status.work.find((work) => work.stage.startsWith("waiting"));
  if (waiting) return said("$(diff) nodewright: your decision", lines);
  if (status.work.length) return said(`$(loading~spin) nodewright: ${doing(status.work)}`, lines);
  if (!status.model) return said("$(circle-slash) nodewright: offline", lines);
  return said(`$(check) nodewright: ${status.model}`, lines);
}

/** @param {Work[]} work */
function doing(work) {
  const all = work.reduce((sum, one) => sum + one.tokens, 0);
  const count = work.length > 1 ? `${work.length} runs` : (work[0]?.stage || "starting");
  return all ? `${work.length > 1 ? `${count}, ` : ""}${tokens(all)}` : count;
}

/** @param {number} count @param {string} [before] */
function tokens(count, before = "") {
  return count ? `${before}${count.toLocaleString("en-US")} tokens` : "";
}

/** @param {string} text @param {string[]} lines @param {boolean} [warning] @returns {Shown} */
function said(text, lines, warning = false) {
  return { text, lines: [...lines, CLICK], warning };
}
