import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';
import { Rooms } from '../src/rooms.js';

let rooms;
let server;

beforeEach(() => {
  rooms = new Rooms([{ name: 'ada', capacity: 6 }, { name: 'hopper', capacity: 2 }]);
  server = createApp(rooms).callback();
});

const meeting = { from: '2024-05-01T10:00:00Z', to: '2024-05-01T11:00:00Z', attendees: 4 };
const book = (change = {}, room = 'ada') =>
  request(server).post(`/rooms/${room}/bookings`).send({ ...meeting, ...change });

test('a booking is answered with 201, itself and where it is', async () => {
  const { body, headers } = await book().expect(201);
  assert.deepEqual(body, { id: '1', room: 'ada', ...meeting });
  assert.match(headers.location, /^(https?:\/\/[^/]+)?\/rooms\/ada\/bookings\/1$/);
  await request(server).get('/rooms/ada/bookings/1').expect(200, body);
});

const wrong = [
  [{ from: 'tomorrow' }, ['from']],
  [{ from: undefined }, ['from']],
  [{ to: 1714557600000 }, ['to']],
  [{ to: '2024-05-01T09:00:00Z' }, ['to']],
  [{ to: meeting.from }, ['to']],
  [{ attendees: 0 }, ['attendees']],
  [{ attendees: 7 }, ['attendees']],
  [{ attendees: 2.5 }, ['attendees']],
  [{ attendees: '4' }, ['attendees']],
  [{ attendees: undefined }, ['attendees']],
  [{ from: 'x', to: 'y', attendees: -1 }, ['attendees', 'from', 'to']],
  [{ to: '2024-05-01T09:00:00Z', attendees: 99 }, ['attendees', 'to']],
];
for (const [change, fields] of wrong) {
  test(`${JSON.stringify(change)} names ${fields.join(', ')}`, async () => {
    await book(change).expect(400, { error: 'invalid_request', fields });
    assert.equal(rooms.get('ada').bookings.size, 0);
  });
}

test('as many may come as the room holds', async () => {
  await book({ attendees: 6 }).expect(201);
  await book({ attendees: 1 }, 'hopper').expect(201);
});

test('a room that is not there', async () => {
  await book({}, 'turing').expect(404, { error: 'room_not_found' });
  await request(server).get('/rooms/turing/bookings/1').expect(404, { error: 'room_not_found' });
  await request(server).delete('/rooms/turing/bookings/1').expect(404, { error: 'room_not_found' });
});

test('an overlap is a conflict, touching is none', async () => {
  await book().expect(201);
  await book({ from: '2024-05-01T10:59:00Z', to: '2024-05-01T12:00:00Z' }).expect(409, { error: 'already_booked' });
  await book({ from: '2024-05-01T11:00:00Z', to: '2024-05-01T12:00:00Z' }).expect(201);
  await book({ from: '2024-05-01T09:00:00Z', to: '2024-05-01T10:00:00Z' }).expect(201);
});

test('deleting says 204 once, then 404', async () => {
  await book().expect(201);
  const { text } = await request(server).delete('/rooms/ada/bookings/1').expect(204);
  assert.equal(text, '');
  await request(server).delete('/rooms/ada/bookings/1').expect(404, { error: 'booking_not_found' });
  await request(server).get('/rooms/ada/bookings/1').expect(404, { error: 'booking_not_found' });
  await book().expect(201);
});

test('a booking is not found under another room', async () => {
  await book().expect(201);
  await request(server).get('/rooms/hopper/bookings/1').expect(404, { error: 'booking_not_found' });
  await request(server).delete('/rooms/hopper/bookings/1').expect(404, { error: 'booking_not_found' });
  assert.equal(rooms.get('ada').bookings.size, 1);
});
