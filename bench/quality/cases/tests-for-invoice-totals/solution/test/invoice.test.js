import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { totals } from '../src/invoice.js';

const line = (change = {}) => ({ quantity: 1, unitCents: 1000, ...change });
const of = (...lines) => ({ country: 'DE', lines });

describe('what an invoice comes to', () => {
  test('net, tax and gross of a line', () => {
    assert.deepEqual(totals(of(line({ quantity: 3 }))), { net: 3000, tax: 570, gross: 3570 });
  });
  test('the reduced rate', () => {
    assert.deepEqual(totals(of(line({ kind: 'reduced' }))), { net: 1000, tax: 70, gross: 1070 });
    assert.equal(totals({ country: 'FR', lines: [line({ kind: 'reduced' })] }).tax, 55);
  });
  test('a discount lowers net and tax', () => {
    assert.deepEqual(totals(of(line({ discountPercent: 25 }))), { net: 750, tax: 143, gross: 893 });
    assert.deepEqual(totals(of(line({ discountPercent: 100 }))), { net: 0, tax: 0, gross: 0 });
  });
  test('each line is rounded by itself', () => {
    assert.deepEqual(totals(of(line({ unitCents: 3 }), line({ unitCents: 3 }))), { net: 6, tax: 2, gross: 8 });
  });
  test('lines with different rates add up', () => {
    assert.deepEqual(totals(of(line(), line({ kind: 'reduced' }))), { net: 2000, tax: 260, gross: 2260 });
  });
  test('no tax under reverse charge', () => {
    assert.deepEqual(totals({ ...of(line()), reverseCharge: true }), { net: 1000, tax: 0, gross: 1000 });
  });
  test('goods may be free', () => assert.equal(totals(of(line({ unitCents: 0 }))).gross, 0));
});

describe('what is refused', () => {
  const refused = (invoice, code) => assert.throws(() => totals(invoice), { name: 'InvoiceError', code });
  test('a country without rates', () => refused({ country: 'US', lines: [line()] }, 'UNKNOWN_COUNTRY'));
  test('no lines', () => {
    refused(of(), 'NO_LINES');
    refused({ country: 'DE' }, 'NO_LINES');
  });
  for (const quantity of [0, -1, 1.5, '2', undefined]) {
    test(`a quantity of ${quantity}`, () => refused(of(line({ quantity })), 'BAD_QUANTITY'));
  }
  for (const unitCents of [-1, 9.99, '10', undefined]) {
    test(`a price of ${unitCents}`, () => refused(of(line({ unitCents })), 'BAD_PRICE'));
  }
  for (const discountPercent of [-1, 101, Number.NaN]) {
    test(`a discount of ${discountPercent}`, () => refused(of(line({ discountPercent })), 'BAD_DISCOUNT'));
  }
  test('a kind without a rate', () => refused(of(line({ kind: 'luxury' })), 'UNKNOWN_KIND'));
  test('the message names the line', () => {
    assert.throws(() => totals(of(line(), line({ quantity: 0 }))), /line 2/);
  });
});
