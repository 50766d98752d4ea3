'use strict';

class WalletError extends Error {
  constructor(code, status) {
    super(code);
    this.name = 'WalletError';
    this.code = code;
    this.status = status;
  }
}

module.exports = {
  WalletError,
  noSuchWallet: () => new WalletError('no-such-wallet', 404),
  insufficientFunds: () => new WalletError('insufficient-funds', 409),
};
