export type Scheme = 'sepa' | 'card' | 'instant';

interface Tariff {
  /** Hundredths of a percent. */
  basisPoints: number;
  fixedCents: number;
}

const TARIFFS: Record<Scheme, Tariff> = {
  sepa: { basisPoints: 0, fixedCents: 20 },
  card: { basisPoints: 140, fixedCents: 25 },
  instant: { basisPoints: 35, fixedCents: 50 },
};

/** The fee of a transfer in cents; `amountCents` is positive. */
export function feeOf(scheme: Scheme, amountCents: number): number {
  if (!Number.isSafeInteger(amountCents) || amountCents <= 0) {
    throw new RangeError(`an amount in cents: ${amountCents}`);
  }
  const { basisPoints, fixedCents } = TARIFFS[scheme];
  return fixedCents + Math.round((amountCents * basisPoints) / 10_000);
}
