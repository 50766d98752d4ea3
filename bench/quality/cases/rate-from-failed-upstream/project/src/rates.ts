import type { FastifyInstance } from 'fastify';

interface ProviderRate {
  base: string;
  value: number;
  date: string;
}

const CURRENCY = /^[A-Z]{3}$/;

export function ratesRoutes(app: FastifyInstance, ratesUrl: string): void {
  app.get<{ Params: { currency: string } }>('/rates/:currency', async (req, reply) => {
    const { currency } = req.params;
    if (!CURRENCY.test(currency)) {
      return reply.code(400).send({ error: 'a currency has three capital letters' });
    }

    const response = await fetch(`${ratesUrl}/v1/latest/${currency}`, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(5_000),
    });
    const { value, date } = (await response.json()) as ProviderRate;
    return { currency, rate: value, asOf: date };
  });
}
