'use strict';

const ORDER = {
  name: 'name ASC, id ASC',
  price: 'price ASC, id ASC',
  newest: 'id DESC',
};

/** Reads the catalogue; `attributes` is a JSON column with one text per key. */
class ProductStore {
  constructor(pool) {
    this.pool = pool;
  }

  async list({ brand, attributes = {}, sort, limit, offset }) {
    const { clauses, values } = this.where(brand, attributes);
    const order = Object.hasOwn(ORDER, sort) ? ORDER[sort] : ORDER.name;
    values.push(limit, offset);
    const { rows } = await this.pool.query(
      `SELECT id, name, brand, price, attributes FROM products
       WHERE ${clauses.join(' AND ')}
       ORDER BY ${order} LIMIT $${values.length - 1} OFFSET $${values.length}`,
      values
    );
    return rows.map((row) => ({ ...row, attributes: JSON.parse(row.attributes) }));
  }

  where(brand, attributes) {
    const clauses = ['published = 1'];
    const values = [];

    if (brand) {
      values.push(brand);
      clauses.push(`brand = $${values.length}`);
    }

    for (const [key, wanted] of Object.entries(attributes)) {
      values.push(key);
      const name = `$${values.length}`;
      const places = wanted.map((value) => {
        values.push(value);
        return `$${values.length}`;
      });
      clauses.push(`attributes ->> ${name}::text IN (${places.join(', ')})`);
    }

    return { clauses, values };
  }

  async count() {
    const { rows } = await this.pool.query('SELECT COUNT(*) AS total FROM products WHERE published = 1');
    return Number(rows[0].total);
  }
}

module.exports = { ProductStore };
