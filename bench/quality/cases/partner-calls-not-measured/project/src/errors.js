export class PartnerError extends Error {
  constructor(operation, status, code) {
    super(`${operation}: the partner answered ${status}`);
    this.name = 'PartnerError';
    this.status = status;
    this.code = code;
  }
}
