// @ts-check
// A proposal of the server as a person reads it: names for its pieces, and which are chosen.

/**
 * @typedef {[number, number]} Lines  from 0, half open
 * @typedef {{ old: Lines, new: Lines }} Piece
 * @typedef {{ path: string, uri: string, before: string | null, text: string }} FileOf
 * @typedef {object} Proposal
 * @property {string} id  the same when the server asks again
 * @property {string[]} reasons  why what was chosen before does not pass; empty at first
 * @property {string} uri
 * @property {string} title
 * @property {string} by
 * @property {string[]} receipt
 * @property {string[]} risks
 * @property {string[]} notes
 * @property {string} before
 * @property {string} text
 * @property {Piece[]} pieces
 * @property {FileOf[]} files
 *
 * @typedef {{ choice: "apply" | "discard" | "unseen" } |
 *   { choice: "part", pieces: number[], files: string[] }} Answer
 * @typedef {{ label: string, detail: string, piece?: number, file?: string, picked: boolean }} Item
 */

const LONGEST = 100;

/** The lines of a text as the server counts them. @param {string} text */
export const linesOf = (text) => text.split(/\r\n|\n|\r/);

/**
 * One entry for each part that can be chosen. With `selected`, lines of the new text, the pieces
 * that they touch are picked, and no file; without, everything.
 *
 * @param {Proposal} proposal
 * @param {Lines[]} selected
 * @returns {Item[]}
 */
export function itemsOf(proposal, selected) {
  const before = linesOf(proposal.before);
  const after = linesOf(proposal.text);
  const touched = proposal.pieces.map((piece) => selected.some((span) => touches(piece.new, span)));
  const some = touched.includes(true);
  const pieces = proposal.pieces.map((piece, at) => ({
    label: labelOf(piece),
    detail: detailOf(piece, before, after),
    piece: at,
    picked: some ? touched[at] === true : true,
  }));
  const files = proposal.files.map((file) => ({
    label: `${file.before === null ? "New file" : "More tests in"} ${file.path}`,
    detail: `${linesOf(file.text).length - linesOf(file.before ?? "").length} lines more`,
    file: file.path,
    picked: !some,
  }));
  return [...pieces, ...files];
}

/**
 * The answer for what was picked. All of it is the proposal itself, which needs no second check.
 *
 * @param {Proposal} proposal
 * @param {readonly Item[]} picked
 * @returns {Answer}
 */
export function answerFor(proposal, picked) {
  if (picked.length === proposal.pieces.length + proposal.files.length) return { choice: "apply" };
  return {
    choice: "part",
    pieces: picked.flatMap((item) => (item.piece === undefined ? [] : [item.piece])),
    files: picked.flatMap((item) => (item.file === undefined ? [] : [item.file])),
  };
}

/** What a person is told beside the diff, in one sentence or two. @param {Proposal} proposal */
export function summaryOf(proposal) {
  const receipt = proposal.receipt.join(" · ");
  const risks = proposal.risks.map((risk) => ` Look at this: ${risk}`).join("");
  return `${proposal.title}: ${receipt}.${risks}`;
}

/** Why what was chosen before is not applied. @param {Proposal} proposal */
export function objectionOf(proposal) {
  const [what = "", ...why] = proposal.reasons;
  const told = why.length ? `${what}: ${why.join("; ")}` : what;
  return `Nothing was changed yet. ${/[.!?]$/.test(told) ? told : `${told}.`}`;
}

/** @param {Lines} lines @param {Lines} span */
function touches(lines, span) {
  const end = Math.max(lines[1], lines[0] + 1);
  return span[0] < end && lines[0] < Math.max(span[1], span[0] + 1);
}

/** @param {Piece} piece */
function labelOf(piece) {
  const gone = piece.old[1] - piece.old[0];
  const added = piece.new[1] - piece.new[0];
  const where = `Line ${piece.old[0] + 1}`;
  if (!gone) return `${where}: ${lineCount(added)} added`;
  if (!added) return `${where}: ${lineCount(gone)} removed`;
  if (gone === added) return `${where}: ${lineCount(gone)} changed`;
  return `${where}: ${lineCount(gone)} replaced by ${added}`;
}

/** @param {number} count */
const lineCount = (count) => `${count} line${count === 1 ? "" : "s"}`;

/** @param {Piece} piece @param {string[]} before @param {string[]} after */
function detailOf(piece, before, after) {
  const added = after.slice(...piece.new).find((line) => line.trim());
  const gone = before.slice(...piece.old).find((line) => line.trim());
  const line = added !== undefined ? `+ ${added.trim()}` : `- ${(gone ?? "").trim()}`;
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
