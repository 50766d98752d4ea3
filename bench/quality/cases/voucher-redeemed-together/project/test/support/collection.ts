import { setImmediate as turn } from 'node:timers/promises';
import type { Collection } from '../../src/types.js';

type Any = Record<string, any>;

const at = (document: Any, path: string) => path.split('.').reduce((value: any, key) => value?.[key], document);
const holds = (value: any, test: (one: any) => boolean) => (Array.isArray(value) ? value.some(test) || test(value) : test(value));

const TESTS: Record<string, (value: any, operand: any) => boolean> = {
  $eq: (value, operand) => holds(value, (one) => one === operand),
  $ne: (value, operand) => !holds(value, (one) => one === operand),
  $in: (value, operand) => holds(value, (one) => operand.includes(one)),
  $nin: (value, operand) => !holds(value, (one) => operand.includes(one)),
  $lt: (value, operand) => value < operand,
  $lte: (value, operand) => value <= operand,
  $gt: (value, operand) => value > operand,
  $gte: (value, operand) => value >= operand,
  $size: (value, operand) => value?.length === operand,
  $exists: (value, operand) => (value !== undefined) === Boolean(operand),
  $not: (value, operand) => !passes(value, operand),
};

function passes(value: any, wanted: any): boolean {
  const operators = wanted && Object.getPrototypeOf(wanted) === Object.prototype && Object.keys(wanted).every((key) => key.startsWith('$'));
  if (!operators) {
    if (wanted instanceof Date) return value?.getTime() === wanted.getTime();
    if (Array.isArray(wanted)) return JSON.stringify(value) === JSON.stringify(wanted);
    return holds(value, (one) => one === wanted);
  }
  return Object.entries(wanted).every(([name, operand]) => known(TESTS, name)(value, operand));
}

const COMPARED: Record<string, (values: any[]) => any> = {
  $lt: ([a, b]) => a < b,
  $lte: ([a, b]) => a <= b,
  $gt: ([a, b]) => a > b,
  $gte: ([a, b]) => a >= b,
  $eq: ([a, b]) => a === b,
  $ne: ([a, b]) => a !== b,
  $and: (values) => values.every(Boolean),
  $not: ([a]) => !a,
  $in: ([a, list]) => list.includes(a),
  $size: ([list]) => list.length,
};

function computed(document: Any, term: any): any {
  if (typeof term === 'string' && term.startsWith('$')) return at(document, term.slice(1));
  if (term === null || typeof term !== 'object' || term instanceof Date) return term;
  const [name, operands] = Object.entries(term)[0];
  return known(COMPARED, name)([operands].flat().map((one) => computed(document, one)));
}

function known<T>(table: Record<string, T>, name: string): T {
  if (!table[name]) throw new Error(`unknown operator: ${name}`);
  return table[name];
}

function fits(document: Any, filter: Any): boolean {
  return Object.entries(filter).every(([key, wanted]) => {
    if (key === '$expr') return computed(document, wanted);
    if (key === '$and') return wanted.every((one: Any) => fits(document, one));
    if (key === '$or') return wanted.some((one: Any) => fits(document, one));
    return passes(at(document, key), wanted);
  });
}

function apply(document: Any, update: Any): void {
  for (const [operator, fields] of Object.entries(update)) {
    for (const [key, value] of Object.entries(fields as Any)) {
      if (operator === '$set') document[key] = structuredClone(value);
      else if (operator === '$inc') document[key] = (document[key] ?? 0) + value;
      else if (operator === '$push') document[key] = [...(document[key] ?? []), value];
      else if (operator === '$pull') document[key] = (document[key] ?? []).filter((one: any) => one !== value);
      else if (operator === '$addToSet') document[key] = [...new Set([...(document[key] ?? []), value])];
      else if (operator !== '$setOnInsert') throw new Error(`unknown operator: ${operator}`);
    }
  }
}

/** A collection in memory: each call takes its turn, and changes one document at once as a whole. */
export function collection<T extends object>(documents: T[] = []): Collection<T> & { documents: T[] } {
  const find = (filter: Any) => documents.find((one) => fits(one, filter));
  return {
    documents,
    async findOne(filter) {
      await turn();
      return structuredClone(find(filter)) ?? null;
    },
    async updateOne(filter, update, options = {}) {
      await turn();
      const found = find(filter);
      if (found) {
        const before = JSON.stringify(found);
        apply(found, update);
        return { matchedCount: 1, modifiedCount: JSON.stringify(found) === before ? 0 : 1 };
      }
      if (options.upsert) {
        const made = { ...filter } as T;
        apply(made, update);
        documents.push(made);
      }
      return { matchedCount: 0, modifiedCount: 0 };
    },
    async findOneAndUpdate(filter, update, options = {}) {
      await turn();
      const found = find(filter);
      if (!found) return null;
      const before = structuredClone(found);
      apply(found, update);
      return options.returnDocument === 'after' ? structuredClone(found) : before;
    },
  };
}
