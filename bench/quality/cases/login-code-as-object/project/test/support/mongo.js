const OPERATORS = {
  $eq: (value, given) => value === given,
  $ne: (value, given) => value !== given,
  $gt: (value, given) => value > given,
  $gte: (value, given) => value >= given,
  $lt: (value, given) => value < given,
  $in: (value, given) => given.includes(value),
  $exists: (value, given) => (value !== undefined) === given,
  $regex: (value, given) => new RegExp(given).test(value),
};

function isQuery(wanted) {
  return Object.prototype.toString.call(wanted) === '[object Object]';
}

function matches(document, filter) {
  return Object.entries(filter).every(([name, wanted]) => {
    if (!isQuery(wanted)) return document[name] === wanted;
    return Object.entries(wanted).every(([operator, given]) => {
      if (!OPERATORS[operator]) return false;
      return OPERATORS[operator](document[name], given);
    });
  });
}

/** As much of the mongodb driver's Db as the service needs, in memory. */
export function memoryDb(documents = {}) {
  const collections = new Map(Object.entries(documents).map(([name, list]) => [name, [...list]]));
  return {
    collection(name) {
      if (!collections.has(name)) collections.set(name, []);
      const list = collections.get(name);
      return {
        list,
        findOne: async (filter) => list.find((document) => matches(document, filter)) ?? null,
        findOneAndDelete: async (filter) => {
          const at = list.findIndex((document) => matches(document, filter));
          return at < 0 ? null : list.splice(at, 1)[0];
        },
        insertOne: async (document) => {
          list.push(document);
          return { insertedId: document._id };
        },
      };
    },
  };
}
