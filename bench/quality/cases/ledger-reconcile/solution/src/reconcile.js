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
  const exact = (reference, cents) => `${cents} ${reference}`;

  const lines = statement.map((line) => ({ reference: normal(line.reference), cents: line.cents }));
  const byExact = new Map();
  const byReference = new Map();
  for (const { id, reference, cents } of ledger) {
    const entry = { id, cents, used: false };
    const key = normal(reference);
    queueIn(byExact, exact(key, cents)).entries.push(entry);
    queueIn(byReference, key).entries.push(entry);
  }

  const matched = [];
  const rest = [];
  lines.forEach(({ reference, cents }, index) => {
    const entry = takeFirst(byExact.get(exact(reference, cents)));
    if (entry) matched.push({ line: index, entry: entry.id });
    else rest.push(index);
  });

  // What is left may be the right reference with another amount.
  const differing = [];
  const unknown = [];
  for (const index of rest) {
    const { reference, cents } = lines[index];
    const entry = takeFirst(byReference.get(reference));
    if (entry) differing.push({ line: index, entry: entry.id, cents: cents - entry.cents });
    else unknown.push(index);
  }

  const used = new Set([...matched, ...differing].map((match) => match.entry));
  const open = ledger.filter((one) => !used.has(one.id)).map((one) => one.id);
  return { matched, unknown, open, differing };
}

function queueIn(queues, key) {
  let queue = queues.get(key);
  if (!queue) {
    queue = { entries: [], next: 0 };
    queues.set(key, queue);
  }
  return queue;
}

/** The first entry of a queue that is still open; entries before it are never looked at again. */
function takeFirst(queue) {
  while (queue && queue.next < queue.entries.length) {
    const entry = queue.entries[queue.next];
    queue.next += 1;
    if (!entry.used) {
      entry.used = true;
      return entry;
    }
  }
  return undefined;
}
