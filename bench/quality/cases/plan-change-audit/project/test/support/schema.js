export const schema = `
  CREATE TABLE plans (code TEXT PRIMARY KEY, seats INTEGER, price_cents INTEGER);
  CREATE TABLE accounts (id INTEGER PRIMARY KEY, plan_code TEXT);
  CREATE TABLE members (account_id INTEGER, name TEXT);
  CREATE TABLE audit_log (id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER, actor TEXT, action TEXT, details TEXT);
  CREATE TABLE ledger (account_id INTEGER, kind TEXT, amount_cents INTEGER);
  INSERT INTO plans VALUES ('solo', 1, 900), ('team', 10, 4900), ('crew', 10, 4900);
  INSERT INTO accounts VALUES (1, 'solo'), (2, 'team');
  INSERT INTO members VALUES (1, 'Ann'), (2, 'Bob'), (2, 'Eve');
`;
