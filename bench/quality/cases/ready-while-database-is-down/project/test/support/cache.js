// The part of ioredis that the service uses.
export class FakeCache {
  values = new Map();
  pings = 0;

  async ping() {
    this.pings += 1;
    return 'PONG';
  }

  async get(key) {
    return this.values.get(key) ?? null;
  }

  async set(key, value) {
    this.values.set(key, value);
    return 'OK';
  }
}
