export const schema = `
  CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
  CREATE TABLE flows (id INTEGER PRIMARY KEY, project_id INTEGER, owner_id INTEGER, status TEXT);
  CREATE TABLE flow_versions (flow_id INTEGER, number INTEGER, display_name TEXT);
  CREATE TABLE triggers (id INTEGER PRIMARY KEY AUTOINCREMENT, flow_id INTEGER, kind TEXT);
  INSERT INTO users VALUES (1, 'ann@example.org'), (2, 'bob@example.org');
  INSERT INTO flows VALUES (10, 1, 1, 'enabled'), (11, 1, NULL, 'disabled'), (12, 1, 2, 'enabled'), (13, 2, 1, 'enabled');
  INSERT INTO flow_versions VALUES (10, 2, 'Invoices v2'), (10, 1, 'Invoices'), (12, 1, 'Reports'), (13, 1, 'Other');
  INSERT INTO triggers (flow_id, kind) VALUES (12, 'schedule'), (10, 'webhook'), (12, 'webhook');
`;

export const firstPage = [
  {
    id: 10,
    ownerId: 1,
    status: 'enabled',
    version: { flowId: 10, number: 2, displayName: 'Invoices v2' },
    triggers: [{ flowId: 10, kind: 'webhook' }],
    owner: { id: 1, email: 'ann@example.org' },
  },
  { id: 11, ownerId: null, status: 'disabled', version: null, triggers: [], owner: null },
  {
    id: 12,
    ownerId: 2,
    status: 'enabled',
    version: { flowId: 12, number: 1, displayName: 'Reports' },
    triggers: [{ flowId: 12, kind: 'schedule' }, { flowId: 12, kind: 'webhook' }],
    owner: { id: 2, email: 'bob@example.org' },
  },
];
