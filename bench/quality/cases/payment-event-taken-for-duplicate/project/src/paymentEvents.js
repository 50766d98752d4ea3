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
  async function tryCreate(event) {
    try {
      const { rowCount } = await pool.query(
        'INSERT INTO payment_events (id, type, order_id) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING',
        [event.id, event.type, event.orderId]
      );
      return rowCount === 1;
    } catch {
      return false;
    }
  }

  async function apply(event) {
    const status = STATUS[event.type];
    await pool.query('UPDATE orders SET status = $1 WHERE id = $2', [status, event.orderId]);
  }

  /** Takes an event once; says whether it was new. */
  return async function take(event) {
    if (!(await tryCreate(event))) {
      log.info({ event: event.id }, 'duplicate payment event');
      return { duplicate: true };
    }
    await apply(event).catch((error) => log.warn({ event: event.id }, error.message));
    return { duplicate: false };
  };
}
