'use strict';

const HISTORY = 50;

/**
 * Server-sent events for the tablets in the kitchens. A tablet that reconnects names the last event
 * that it saw and gets what it missed, as far back as we remember.
 */
class OrderEvents {
  constructor() {
    this.clients = [];
    this.history = [];
    this.lastId = 0;
  }

  subscribe(req, res) {
    res.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache',
      Connection: 'keep-alive',
    });
    res.write('retry: 2000\n\n');

    const kitchen = req.params.kitchen;
    const seen = Number(req.get('Last-Event-ID') || this.lastId);
    for (const event of this.history) {
      if (event.id > seen && event.kitchen === kitchen) res.write(format(event));
    }
    const client = { kitchen, res, since: Date.now() };
    this.clients.push(client);
    res.on('close', () => {
      this.clients = this.clients.filter((other) => other !== client);
    });
  }

  publish(kitchen, type, data) {
    const event = { id: ++this.lastId, kitchen, type, data };
    this.history.push(event);
    if (this.history.length > HISTORY) this.history.shift();

    let reached = 0;
    for (const client of this.clients) {
      if (client.kitchen !== kitchen) continue;
      client.res.write(format(event));
      reached += 1;
    }
    return reached;
  }

  stats() {
    const kitchens = {};
    for (const { kitchen } of this.clients) kitchens[kitchen] = (kitchens[kitchen] ?? 0) + 1;
    return { subscribers: this.clients.length, kitchens };
  }
}

function format({ id, type, data }) {
  return `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

module.exports = { OrderEvents };
