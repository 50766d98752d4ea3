'use strict';

const crypto = require('node:crypto');

const DEFAULT_REALM = 'Metrics';

// "Basic dXNlcjpwYXNz" -> { name, password }, or null
function parse(header) {
  const found = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(header || '');
  if (!found) return null;
  const text = Buffer.from(found[1], 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? null : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** An id for the log that says which process it was, not who. */
const processId = crypto.randomUUID();

const sameText = (given, wanted) => {
  if (given.length !== wanted.length) return false;
  for (let at = 0; at < wanted.length; at += 1) {
    if (given[at] !== wanted[at]) return false;
  }
  return true;
};

function credentialsMatch(given, account) {
  return sameText(given.name, account.name) && sameText(given.password, account.password);
}

/** Lets those in who are in `accounts`, a list of { name, password }. */
function basicAuth(accounts, realm = DEFAULT_REALM) {
  return function authenticate(req, res, next) {
    const given = parse(req.headers.authorization);
    const account = given && accounts.find((one) => credentialsMatch(given, one));
    if (!account) {
      res.set('WWW-Authenticate', `Basic realm="${realm}", charset="UTF-8"`);
      return res.status(401).json({ error: 'not signed in', process: processId });
    }
    req.account = account.name;
    return next();
  };
}

module.exports = { basicAuth, credentialsMatch };
