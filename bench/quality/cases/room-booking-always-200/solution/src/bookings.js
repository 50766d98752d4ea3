import Router from '@koa/router';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

const isInstant = (value) => typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value));

export function bookingRoutes(rooms) {
  const router = new Router();

  function fail(ctx, status, error, more = {}) {
    ctx.status = status;
    ctx.body = { error, ...more };
  }

  router.post('/rooms/:room/bookings', (ctx) => {
    const room = rooms.get(ctx.params.room);
    if (!room) return fail(ctx, 404, 'room_not_found');

    const { from, to, attendees } = ctx.request.body;
    const fields = [];
    if (!Number.isInteger(attendees) || attendees < 1 || attendees > room.capacity) fields.push('attendees');
    if (!isInstant(from)) fields.push('from');
    if (!isInstant(to) || (isInstant(from) && Date.parse(to) <= Date.parse(from))) fields.push('to');
    if (fields.length) return fail(ctx, 400, 'invalid_request', { fields });
    if (rooms.overlaps(room, from, to)) return fail(ctx, 409, 'already_booked');

    const booking = rooms.add(room, { from, to, attendees });
    ctx.status = 201;
    ctx.set('Location', `/rooms/${encodeURIComponent(room.name)}/bookings/${booking.id}`);
    ctx.body = booking;
  });

  router.get('/rooms/:room/bookings/:id', (ctx) => {
    const room = rooms.get(ctx.params.room);
    if (!room) return fail(ctx, 404, 'room_not_found');
    const booking = room.bookings.get(ctx.params.id);
    if (!booking) return fail(ctx, 404, 'booking_not_found');
    ctx.body = booking;
  });

  router.delete('/rooms/:room/bookings/:id', (ctx) => {
    const room = rooms.get(ctx.params.room);
    if (!room) return fail(ctx, 404, 'room_not_found');
    if (!room.bookings.delete(ctx.params.id)) return fail(ctx, 404, 'booking_not_found');
    ctx.status = 204;
  });

  return router;
}
