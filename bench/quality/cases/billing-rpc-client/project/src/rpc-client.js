import { randomUUID } from 'node:crypto';
import { RpcRemoteError, RpcTimeoutError } from './errors.js';

/**
 * Request/reply over an AMQP channel: one exclusive reply queue, replies matched by correlationId.
 */
export class RpcClient {
  #channel;
  #queue;
  #replyTo;
  #timeoutMs;
  #log;
  #waiting = new Map();

  constructor(channel, { queue, timeoutMs = 5000, log = console }) {
    this.#channel = channel;
    this.#queue = queue;
    this.#timeoutMs = timeoutMs;
    this.#log = log;
  }

  async start() {
    const { queue } = await this.#channel.assertQueue('', { exclusive: true });
    this.#replyTo = queue;
    await this.#channel.consume(queue, (message) => this.#onReply(message), { noAck: true });
    return this;
  }

  call(method, params, { timeoutMs = this.#timeoutMs } = {}) {
    const correlationId = randomUUID();
    const body = Buffer.from(JSON.stringify({ method, params }));

    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new RpcTimeoutError(method, timeoutMs));
      }, timeoutMs);

      this.#waiting.set(correlationId, { method, params, resolve, reject, timer });
      this.#channel.sendToQueue(this.#queue, body, {
        correlationId,
        replyTo: this.#replyTo,
        expiration: String(timeoutMs),
      });
    });
  }

  #onReply(message) {
    if (!message) return;
    const { correlationId } = message.properties;
    const entry = this.#waiting.get(correlationId);
    if (!entry) {
      this.#log.warn({ correlationId }, 'reply to an unknown call');
      return;
    }
    clearTimeout(entry.timer);
    this.#waiting.delete(correlationId);
    const { result, error } = JSON.parse(message.content.toString());
    if (error) entry.reject(new RpcRemoteError(entry.method, error));
    else entry.resolve(result);
  }

  /** Calls without an answer yet; scraped as rpc_in_flight. */
  get inFlight() {
    return this.#waiting.size;
  }

  close() {
    for (const { method, reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(new Error(`${method} was cancelled: the client is closing`));
    }
    this.#waiting.clear();
  }
}
