/** The rooms with their bookings; lives in memory, the calendar service syncs it. */
export class Rooms {
  constructor(rooms) {
    this.rooms = new Map(rooms.map((room) => [room.name, { ...room, bookings: new Map() }]));
    this.lastId = 0;
  }

  get(name) {
    return this.rooms.get(name);
  }

  add(room, { from, to, attendees }) {
    const booking = { id: String(++this.lastId), room: room.name, from, to, attendees };
    room.bookings.set(booking.id, booking);
    return booking;
  }

  overlaps(room, from, to) {
    for (const other of room.bookings.values()) {
      if (Date.parse(from) < Date.parse(other.to) && Date.parse(other.from) < Date.parse(to)) return true;
    }
    return false;
  }
}
