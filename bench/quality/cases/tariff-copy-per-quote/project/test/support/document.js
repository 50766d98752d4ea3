'use strict';

const tariff = (code, region, base = 100) => ({
  code,
  region,
  base,
  steps: [{ upTo: 10, price: 500 }, { upTo: 50, price: 1500 }],
  surcharges: { island: 900, heavy: 400, toll: 20 },
});

const document = () => ({
  published: '2024-03-01',
  tariffs: [tariff('N1', 'north'), tariff('S1', 'south', 200), tariff('N2', 'north', 300)],
});

module.exports = { document, tariff };
