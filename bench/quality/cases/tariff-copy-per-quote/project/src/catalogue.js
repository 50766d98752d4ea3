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
  }

  get published() {
    return this.document.published;
  }

  /** The tariff with this code, for the caller to keep; undefined where there is none. */
  find(code) {
    const copy = JSON.parse(JSON.stringify(this.document));
    return copy.tariffs.find((tariff) => tariff.code === code);
  }

  /** The codes of a region, in the order of the document. */
  codesOf(region) {
    const copy = JSON.parse(JSON.stringify(this.document));
    return copy.tariffs.filter((tariff) => tariff.region === region).map((tariff) => tariff.code);
  }
}

module.exports = { Catalogue };
