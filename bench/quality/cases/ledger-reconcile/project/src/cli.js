#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { cents, parseCsv } from './csv.js';
import { reconcile } from './reconcile.js';

export async function main([statementFile, ledgerFile], out = process.stdout) {
  if (!statementFile || !ledgerFile) {
    out.write('usage: reconcile STATEMENT.csv LEDGER.csv\n');
    return 2;
  }
  const statement = parseCsv(await readFile(statementFile, 'utf8'));
  const ledger = parseCsv(await readFile(ledgerFile, 'utf8'));
  const result = reconcile(
    statement.map((row) => ({ reference: row.reference, cents: cents(row.amount) })),
    ledger.map((row) => ({ id: Number(row.id), reference: row.reference, cents: cents(row.amount) })),
  );
  out.write(`${JSON.stringify(result, null, 2)}\n`);
  return result.unknown.length + result.differing.length > 0 ? 1 : 0;
}

if (import.meta.url === `file://${process.argv[1]}`) {
  process.exitCode = await main(process.argv.slice(2));
}
