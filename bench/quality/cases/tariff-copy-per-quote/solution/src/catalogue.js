'use strict';

/**
 * Tariffs as the back office publishes them:
 * { published, tariffs: [{ code, region, base, steps: [{ upTo, price }], surcharges: { ... } }] }
 */
class Catalogue {
  constructor(document) {
    this.replace(document);
  }

  /** A newer document took the place of the old one. */
  replace(document) {
    this.document = document;
    this.byCode = new Map();
    this.codesByRegion = new Map();
    for (const tariff of document.tariffs) {
      if (!this.byCode.has(tariff.code)) this.byCode.set(tariff.code, tariff);
      const codes = this.codesByRegion.get(tariff.region);
      if (codes) codes.push(tariff.code);
      else this.codesByRegion.set(tariff.region, [tariff.code]);
    }
  }

  get published() {
    return this.document.published;
  }

  /** The tariff with this code, for the caller to keep; undefined where there is none. */
  find(code) {
    const tariff = this.byCode.get(code);
    return tariff && structuredClone(tariff);
  }

  /** The codes of a region, in the order of the document. */
  codesOf(region) {
    return [...(this.codesByRegion.get(region) ?? [])];
  }
}

module.exports = { Catalogue };
