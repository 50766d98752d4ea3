/** A gateway that answers a little later, and counts. `answer(token)` may throw. */
export function countingGateway(answer = () => {}) {
  return {
    sent: [],
    now: 0,
    most: 0,
    async send(token, message, { signal } = {}) {
      signal?.throwIfAborted();
      this.now += 1;
      this.most = Math.max(this.most, this.now);
      try {
        await new Promise((resolve) => setTimeout(resolve, 1 + (token.length % 3)));
        answer(token);
        this.sent.push({ token, message });
      } finally {
        this.now -= 1;
      }
    },
  };
}

export function deviceList(tokens) {
  return {
    tokens: [...tokens],
    async tokensOf() {
      return [...this.tokens];
    },
    async forget(token) {
      this.tokens = this.tokens.filter((other) => other !== token);
    },
  };
}

export function refusal(code) {
  return Object.assign(new Error(code), { code });
}

export const silent = { warn() {} };
