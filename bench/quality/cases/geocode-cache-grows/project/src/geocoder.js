'use strict';

// Finds the place of an address. `fetchPlace` asks the provider, which we pay per call.
function createGeocoder(fetchPlace) {
  const cache = new Map();

  async function locate(address) {
    const key = address.trim().toLowerCase();
    if (cache.has(key)) {
      return cache.get(key);
    }
    const place = await fetchPlace(key);
    cache.set(key, place);
    return place;
  }

  return { locate };
}

module.exports = { createGeocoder };
