/**
 * Events of the payment provider. It delivers at least once, in no certain order, and repeats
 * what was not answered with 2xx.
 */
const STATUS = {
  'payment.succeeded': 'paid',
  'payment.failed': 'payment_failed',
  'payment.refunded': 'refunded',
};

export function paymentEvents(pool, log) {
  async function tryCreate(client, event) {
    const { rowCount } = await client.query(
      'INSERT INTO payment_events (id, type, order_id) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING',
      [event.id, event.type, event.orderId]
    );
    return rowCount === 1;
  }

  async function apply(client, event) {
    const status = STATUS[event.type];
    await client.query('UPDATE orders SET status = $1 WHERE id = $2', [status, event.orderId]);
  }

  /** Takes an event once; says whether it was new. Rejects where it has to be sent again. */
  return async function take(event) {
    const client = await pool.connect();
    try {
      // Noted and applied together, or neither: an event that is noted alone would never come again.
      await client.query('BEGIN');
      const isNew = await tryCreate(client, event);
      if (isNew) await apply(client, event);
      await client.query('COMMIT');
      if (!isNew) log.info({ event: event.id }, 'duplicate payment event');
      return { duplicate: !isNew };
    } catch (error) {
      await client.query('ROLLBACK').catch((cause) => log.warn({ event: event.id }, cause.message));
      throw error;
    } finally {
      client.release();
    }
  };
}
