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
    const results = await Promise.all(
      tokens.map(async (token) => {
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
      }),
    );
    return results;
  }
}
