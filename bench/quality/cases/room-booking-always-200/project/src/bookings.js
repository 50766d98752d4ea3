import Router from '@koa/router';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

const isInstant = (value) => typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value));

export function bookingRoutes(rooms) {
  const router = new Router();

  router.post('/rooms/:room/bookings', (ctx) => {
    const room = rooms.get(ctx.params.room);
    if (!room) {
      ctx.body = { ok: false, error: 'room not found' };
      return;
    }
    const { from, to, attendees } = ctx.request.body;
    if (!isInstant(from) || !isInstant(to) || !attendees) {
      ctx.body = { ok: false, error: 'invalid request' };
      return;
    }
    if (rooms.overlaps(room, from, to)) {
      ctx.body = { ok: false, error: 'already booked' };
      return;
    }
    ctx.body = { ok: true, booking: rooms.add(room, { from, to, attendees }) };
  });

  router.get('/rooms/:room/bookings/:id', (ctx) => {
    const booking = rooms.get(ctx.params.room)?.bookings.get(ctx.params.id);
    ctx.body = booking ? { ok: true, booking } : { ok: false, error: 'not found' };
  });

  router.delete('/rooms/:room/bookings/:id', (ctx) => {
    rooms.get(ctx.params.room)?.bookings.delete(ctx.params.id);
    ctx.body = { ok: true };
  });

  return router;
}
