import { feeOf, type Scheme } from './fees';

export interface Transfer {
  id: string;
  scheme: Scheme;
  amountCents: number;
}

export interface Line extends Transfer {
  feeCents: number;
}

/** The transfers of a day with their fees, and what is paid out. */
export function statementOf(transfers: Transfer[]): { lines: Line[]; payoutCents: number } {
  const lines = transfers.map((transfer) => ({
    ...transfer,
    feeCents: feeOf(transfer.scheme, transfer.amountCents),
  }));
  const payoutCents = lines.reduce((sum, line) => sum + line.amountCents - line.feeCents, 0);
  return { lines, payoutCents };
}
