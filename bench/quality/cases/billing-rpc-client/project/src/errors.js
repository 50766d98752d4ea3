export class RpcTimeoutError extends Error {
  constructor(method, timeoutMs) {
    super(`${method} did not answer within ${timeoutMs} ms`);
    this.name = 'RpcTimeoutError';
    this.method = method;
  }
}

export class RpcRemoteError extends Error {
  constructor(method, { message, code }) {
    super(message);
    this.name = 'RpcRemoteError';
    this.method = method;
    this.code = code;
  }
}
