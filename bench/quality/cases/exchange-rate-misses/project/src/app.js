'use strict';

const fastify = require('fastify');
const { UnknownCurrencyError } = require('./rates');

const CURRENCY = '^[A-Z]{3}$';

function buildApp(rates) {
  const app = fastify();

  app.get(
    '/prices/:cents',
    {
      schema: {
        params: { type: 'object', properties: { cents: { type: 'integer', minimum: 0 } } },
        querystring: {
          type: 'object',
          required: ['from', 'to'],
          properties: { from: { type: 'string', pattern: CURRENCY }, to: { type: 'string', pattern: CURRENCY } },
        },
      },
    },
    async (request, reply) => {
      const { from, to } = request.query;
      try {
        return { cents: await rates.convert(request.params.cents, from, to), currency: to };
      } catch (error) {
        if (error instanceof UnknownCurrencyError) return reply.code(400).send({ error: error.message });
        request.log.error(error);
        return reply.code(503).send({ error: 'no rates at the moment' });
      }
    }
  );

  return app;
}

module.exports = { buildApp };
