import { HttpError } from './errors.js';

const money = (cents) => (cents / 100).toFixed(2);

function totals(lines) {
  const net = lines.reduce((sum, line) => sum + line.quantity * line.unit_cents, 0);
  const tax = lines.reduce((sum, line) => sum + Math.round((line.quantity * line.unit_cents * line.tax_percent) / 100), 0);
  return { net, tax, gross: net + tax };
}

/** The text version of an invoice. All reads go through one connection, which has the search_path of the account. */
export async function invoiceDocument(pool, id, account) {
  const client = await pool.connect();
  let invoice;
  let lines;
  let customer;

  try {
    ({ rows: [invoice] } = await client.query(
      'SELECT id, number, customer_id, status FROM invoices WHERE id = $1 AND account = $2',
      [id, account],
    ));
    if (!invoice) throw new HttpError(404, 'no such invoice');
    if (invoice.status === 'draft') {
      throw new HttpError(409, 'the invoice is a draft');
    }

    ({ rows: lines } = await client.query(
      'SELECT title, quantity, unit_cents, tax_percent FROM invoice_lines WHERE invoice_id = $1 ORDER BY position',
      [invoice.id],
    ));
    ({ rows: [customer] } = await client.query(
      'SELECT name, city FROM customers WHERE id = $1',
      [invoice.customer_id],
    ));
  } finally {
    client.release();
  }

  const { net, tax, gross } = totals(lines);
  return [
    `Invoice ${invoice.number}`,
    `${customer.name}, ${customer.city}`,
    ...lines.map((line) => `${line.quantity} x ${line.title}  ${money(line.quantity * line.unit_cents)}`),
    `net ${money(net)}  tax ${money(tax)}  total ${money(gross)}`,
  ].join('\n');
}
