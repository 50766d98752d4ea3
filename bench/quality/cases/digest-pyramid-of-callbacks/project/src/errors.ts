export class DigestError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'DigestError';
    this.code = code;
  }
}
