import type { Collection, Database, Filter } from '../../src/types.js';

const OPERATORS: Record<string, (value: any, operand: any) => boolean> = {
  $eq: (value, operand) => value === operand,
  $ne: (value, operand) => value !== operand,
  $gt: (value, operand) => value > operand,
  $gte: (value, operand) => value >= operand,
  $lt: (value, operand) => value < operand,
  $in: (value, operand) => operand.includes(value),
  $nin: (value, operand) => !operand.includes(value),
  $exists: (value, operand) => (value !== undefined) === Boolean(operand),
  $regex: (value, operand) => new RegExp(operand).test(value),
};

function matches(value: unknown, wanted: unknown): boolean {
  if (wanted === null || wanted === undefined) return value === null || value === undefined;
  if (typeof wanted !== 'object') return value === wanted;
  const entries = Object.entries(wanted as object);
  if (!entries.some(([key]) => key.startsWith('$'))) return false;
  return entries.every(([operator, operand]) => {
    const run = OPERATORS[operator];
    if (!run) throw new Error(`unknown operator: ${operator}`);
    return run(value, operand);
  });
}

function collection<T extends object>(documents: T[]): Collection<T> {
  const select = (filter: Filter) =>
    documents.filter((one) => Object.entries(filter).every(([key, wanted]) => matches(one[key as keyof T], wanted)));
  return {
    findOne: async (filter) => select(filter)[0] ?? null,
    find: (filter) => ({ toArray: async () => select(filter) }),
  };
}

export function memoryDatabase(): Database {
  return {
    sessions: collection([
      { userId: 'root', token: 'tok-root', revokedAt: null },
      { userId: 'ann', token: 'tok-ann', revokedAt: null },
      { userId: 'bob', token: 'tok-bob', revokedAt: new Date(0) },
    ]),
    members: collection([
      { userId: 'root', space: 'ops', role: 'editor' as const },
      { userId: 'ann', space: 'sales', role: 'reader' as const },
    ]),
    records: collection([
      { space: 'ops', title: 'Passwords' },
      { space: 'sales', title: 'Leads' },
    ]),
  };
}
