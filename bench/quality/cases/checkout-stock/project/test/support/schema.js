'use strict';

module.exports.schema = `
  CREATE TABLE products (sku TEXT PRIMARY KEY, stock INTEGER, price_cents INTEGER);
  CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id INTEGER, status TEXT, total_cents INTEGER);
  CREATE TABLE order_items (order_id INTEGER, sku TEXT, quantity INTEGER, price_cents INTEGER);
  INSERT INTO products VALUES ('cup', 10, 500), ('plate', 2, 900), ('fork', 0, 200);
`;
