/**
 * Matches the lines of a bank statement with the entries of the ledger.
 *
 * A line and an entry belong together when reference and amount are the same. Each entry is used
 * once: of several that fit, the first of the ledger that is still open. References are compared
 * without case and blanks, as banks print them either way.
 *
 * @param {{ reference: string, cents: number }[]} statement
 * @param {{ id: number, reference: string, cents: number }[]} ledger
 * @returns {{ matched: { line: number, entry: number }[], unknown: number[], open: number[],
 *   differing: { line: number, entry: number, cents: number }[] }} lines by their index, entries by id
 */
export function reconcile(statement, ledger) {
  const normal = (reference) => reference.replace(/\s+/g, '').toUpperCase();
  let matched = [];
  let rest = [];

  statement.forEach((line, index) => {
    const entry = ledger.find(
      (one) =>
        normal(one.reference) === normal(line.reference) &&
        one.cents === line.cents &&
        !matched.some((match) => match.entry === one.id),
    );
    if (entry) matched = [...matched, { line: index, entry: entry.id }];
    else rest = [...rest, index];
  });

  // What is left may be the right reference with another amount.
  let differing = [];
  const unknown = [];
  for (const index of rest) {
    const line = statement[index];
    const entry = ledger.find(
      (one) =>
        normal(one.reference) === normal(line.reference) &&
        !matched.some((match) => match.entry === one.id) &&
        !differing.some((match) => match.entry === one.id),
    );
    if (entry) differing = [...differing, { line: index, entry: entry.id, cents: line.cents - entry.cents }];
    else unknown.push(index);
  }

  const open = ledger
    .filter((one) => ![...matched, ...differing].some((match) => match.entry === one.id))
    .map((one) => one.id);
  return { matched, unknown, open, differing };
}
