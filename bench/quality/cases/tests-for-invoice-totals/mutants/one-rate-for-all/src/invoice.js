/** Rates in percent by country and kind of goods. */
export const VAT = {
  DE: { standard: 19, reduced: 7 },
  FR: { standard: 20, reduced: 5.5 },
  AT: { standard: 20, reduced: 10 },
};

export class InvoiceError extends Error {
  constructor(code, message) {
    super(message);
    this.name = 'InvoiceError';
    this.code = code;
  }
}

/**
 * Sums of an invoice, in cents: net and tax of each line are rounded to whole cents, the sums add
 * them up.
 *
 * A line is `{ quantity, unitCents, kind = 'standard', discountPercent = 0 }`. A business customer
 * from another country of the EU (`reverseCharge`) pays no tax.
 */
export function totals({ country, lines, reverseCharge = false }) {
  const rates = VAT[country];
  if (!rates) throw new InvoiceError('UNKNOWN_COUNTRY', `no rates for ${country}`);
  if (!Array.isArray(lines) || lines.length === 0) throw new InvoiceError('NO_LINES', 'an invoice needs a line');

  let net = 0;
  let tax = 0;
  for (const [index, line] of lines.entries()) {
    const { quantity, unitCents, kind = 'standard', discountPercent = 0 } = line;
    if (!Number.isInteger(quantity) || quantity < 1) {
      throw new InvoiceError('BAD_QUANTITY', `line ${index + 1}: quantity ${quantity}`);
    }
    if (!Number.isInteger(unitCents) || unitCents < 0) {
      throw new InvoiceError('BAD_PRICE', `line ${index + 1}: price ${unitCents}`);
    }
    if (!(discountPercent >= 0 && discountPercent <= 100)) {
      throw new InvoiceError('BAD_DISCOUNT', `line ${index + 1}: discount ${discountPercent}`);
    }
    if (!(kind in rates)) throw new InvoiceError('UNKNOWN_KIND', `line ${index + 1}: kind ${kind}`);

    const lineNet = Math.round((quantity * unitCents * (100 - discountPercent)) / 100);
    net += lineNet;
    if (!reverseCharge) tax += Math.round((lineNet * rates.standard) / 100);
  }
  return { net, tax, gross: net + tax };
}

export function formatCents(cents, currency = 'EUR') {
  return `${(cents / 100).toFixed(2)} ${currency}`;
}
