'use strict';

// Finds the place of an address. `fetchPlace` asks the provider, which we pay per call.
function createGeocoder(fetchPlace) {
  const maxEntries = 1000;
  const cache = new Map();

  async function locate(address) {
    const key = address.trim().toLowerCase();
    if (cache.has(key)) {
      const known = cache.get(key);
      cache.delete(key);
      cache.set(key, known);
      return known;
    }
    const place = await fetchPlace(key);
    cache.set(key, place);
    if (cache.size > maxEntries) {
      cache.delete(cache.keys().next().value);
    }
    return place;
  }

  return { locate };
}

module.exports = { createGeocoder };
