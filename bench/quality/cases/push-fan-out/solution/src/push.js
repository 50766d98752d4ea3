import { GATEWAY } from './config.js';

const GONE = new Set(['NotRegistered', 'InvalidToken']);

function timeLimit() {
  return AbortSignal.timeout(GATEWAY.timeoutMs);
}

/** Sends messages to the devices of a tenant and forgets devices that are no longer registered. */
export class PushService {
  constructor({ devices, gateway, log }) {
    this.devices = devices;
    this.gateway = gateway;
    this.log = log;
  }

  /**
   * Gives what came of each device, in the order of the devices: { token, status } with status one
   * of "sent", "gone" and "failed". One device that fails does not keep the others from theirs.
   */
  async push(tenant, message) {
    const tokens = await this.devices.tokensOf(tenant);
    const results = new Array(tokens.length);
    let next = 0;
    const worker = async () => {
      while (next < tokens.length) {
        const at = next;
        next += 1;
        results[at] = await this.#pushTo(tokens[at], tenant, message);
      }
    };
    const workers = Math.min(GATEWAY.connections, tokens.length);
    await Promise.all(Array.from({ length: workers }, worker));
    return results;
  }

  async #pushTo(token, tenant, message) {
    try {
      await this.gateway.send(token, message, { signal: timeLimit() });
      return { token, status: 'sent' };
    } catch (error) {
      if (GONE.has(error.code)) {
        await this.devices.forget(token);
        return { token, status: 'gone' };
      }
      this.log.warn({ err: error, tenant }, 'push failed');
      return { token, status: 'failed' };
    }
  }
}
