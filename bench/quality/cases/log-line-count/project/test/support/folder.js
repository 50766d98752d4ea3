'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

function logsFolder() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'logs-'));
  fs.writeFileSync(path.join(folder, 'app.log'), 'one\ntwo\nthree\n');
  fs.writeFileSync(path.join(folder, 'app.2024-05-03_1.log'), '');
  return { folder, names: () => fs.readdirSync(folder).sort(), remove: () => fs.rmSync(folder, { recursive: true }) };
}

module.exports = { logsFolder };
