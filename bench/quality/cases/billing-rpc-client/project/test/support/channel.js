/** Stands in for an amqplib channel; `consumer(message)` may answer what is sent. */
export function fakeChannel(consumer = () => {}) {
  let deliver;
  return {
    sent: [],
    async assertQueue() {
      return { queue: 'amq.gen-1' };
    },
    async consume(queue, onMessage) {
      deliver = onMessage;
    },
    sendToQueue(queue, content, properties) {
      const message = { queue, properties, ...JSON.parse(content.toString()) };
      this.sent.push(message);
      consumer(message, (answer) => this.reply(properties.correlationId, answer));
      return true;
    },
    reply(correlationId, answer) {
      deliver({ properties: { correlationId }, content: Buffer.from(JSON.stringify(answer)) });
    },
  };
}

export const silent = { warn() {}, info() {}, error() {} };
