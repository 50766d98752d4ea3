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

test('a booking is kept', async () => {
  await request(server).post('/rooms/ada/bookings').send(meeting);
  assert.deepEqual([...rooms.get('ada').bookings.values()], [{ id: '1', room: 'ada', ...meeting }]);
});

test('a room is not booked twice at the same time, another room is', async () => {
  await request(server).post('/rooms/ada/bookings').send(meeting);
  await request(server).post('/rooms/ada/bookings').send({ ...meeting, from: '2024-05-01T10:30:00Z' });
  await request(server).post('/rooms/hopper/bookings').send({ ...meeting, attendees: 2 });
  assert.equal(rooms.get('ada').bookings.size, 1);
  assert.equal(rooms.get('hopper').bookings.size, 1);
});

test('a deleted booking is gone', async () => {
  await request(server).post('/rooms/ada/bookings').send(meeting);
  await request(server).delete('/rooms/ada/bookings/1');
  assert.equal(rooms.get('ada').bookings.size, 0);
});

test('a body that is not JSON is a 400', () =>
  request(server)
    .post('/rooms/ada/bookings')
    .set('content-type', 'application/json')
    .send('{"from":')
    .expect(400, { error: 'bad_request' }));

test('other methods are not allowed', () => request(server).put('/rooms/ada/bookings/1').expect(405));
