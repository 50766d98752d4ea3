export const SCHEMA = `
  CREATE TABLE orders (id INTEGER PRIMARY KEY, company_id INTEGER, customer TEXT, total_cents INTEGER);
  INSERT INTO orders VALUES
    (1, 1, 'Hansen', 1250), (2, 1, 'Okafor', 9900), (3, 1, 'Hansen', 300), (4, 2, 'Hansen', 77700),
    (5, 1, 'O''Neill', 500);
  CREATE TABLE accounts (id INTEGER PRIMARY KEY, email TEXT, password_hash TEXT);
  INSERT INTO accounts VALUES (1, 'root@wholesale.test', 'scrypt:1234');
`;
