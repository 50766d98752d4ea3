'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

/** A folder of exports with something beside it that is nobody's business. */
function exportsFolder() {
  const above = fs.mkdtempSync(path.join(os.tmpdir(), 'export-center-'));
  const folder = path.join(above, 'exports');
  fs.mkdirSync(path.join(folder, '2024'), { recursive: true });
  fs.mkdirSync(path.join(above, 'exports-internal'));
  fs.writeFileSync(path.join(folder, 'all.csv'), 'id\n1\n2\n');
  fs.writeFileSync(path.join(folder, '2024', 'may.csv'), 'id\n1\n');
  fs.writeFileSync(path.join(above, '.env'), 'SECRET=abc\n');
  fs.writeFileSync(path.join(above, 'exports-internal', 'salaries.csv'), 'SECRET\n');
  return { above, folder, remove: () => fs.rmSync(above, { recursive: true }) };
}

module.exports = { exportsFolder };
