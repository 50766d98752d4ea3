export const schema = `
  CREATE TABLE invoices (id INTEGER PRIMARY KEY, number TEXT, customer_id INTEGER, account TEXT, status TEXT);
  CREATE TABLE invoice_lines (invoice_id INTEGER, position INTEGER, title TEXT, quantity INTEGER, unit_cents INTEGER, tax_percent INTEGER);
  CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, city TEXT);
  INSERT INTO customers VALUES (1, 'Harbour Ltd', 'Bremen');
  INSERT INTO invoices VALUES (1, 'R-2024-1', 1, 'acme', 'sent'), (2, 'R-2024-2', 1, 'acme', 'draft'), (3, 'R-1', 9, 'acme', 'sent');
  INSERT INTO invoice_lines VALUES (1, 2, 'Rope', 3, 250, 20), (1, 1, 'Anchor', 1, 10000, 10);
`;
