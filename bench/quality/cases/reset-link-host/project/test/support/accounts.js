'use strict';

const { createApp } = require('../../src/app');

function accounts() {
  const rows = new Map([['ann@example.org', { email: 'ann@example.org', password: 'old password' }]]);
  const users = {
    byEmail: async (email) => rows.get(email),
    byResetToken: async (hash) => [...rows.values()].find((row) => row.resetHash === hash),
    setResetToken: async (email, resetHash, resetUntil) => Object.assign(rows.get(email), { resetHash, resetUntil }),
    setPassword: async (email, password) => Object.assign(rows.get(email), { password, resetHash: null }),
  };
  const mails = [];
  const mailer = { send: async (mail) => mails.push(mail) };
  const config = { baseUrl: 'https://accounts.example.com', sender: 'Accounts <no-reply@example.com>' };
  return { app: createApp({ users, mailer, config }), rows, mails };
}

const linkOf = (mail) => /https?:\/\/\S+/.exec(mail.text)[0];

module.exports = { accounts, linkOf };
