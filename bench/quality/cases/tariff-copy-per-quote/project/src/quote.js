'use strict';

const HEAVY = 30;

// Price of a parcel in cents, with the steps and surcharges that were used.
function quote(catalogue, { code, kilos, discountPercent = 0, island = false }) {
  const tariff = catalogue.find(code);
  if (!tariff) return null;

  for (const step of tariff.steps) {
    step.price = Math.round((step.price * (100 - discountPercent)) / 100);
  }
  if (!island) delete tariff.surcharges.island;
  if (kilos <= HEAVY) delete tariff.surcharges.heavy;

  const step = tariff.steps.find((one) => kilos <= one.upTo);
  if (!step) return null;
  const surcharges = Object.values(tariff.surcharges).reduce((sum, cents) => sum + cents, 0);
  return { code, cents: tariff.base + step.price + surcharges, surcharges: tariff.surcharges };
}

module.exports = { quote };
