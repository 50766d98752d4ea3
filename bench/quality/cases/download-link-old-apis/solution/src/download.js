'use strict';

const fs = require('fs');
const path = require('path');

// Finds the file of a link like /files/report.pdf?for=<base64 of a name>.
// Gives null when the file is not there.
function findDownload(root, link, callback) {
  const { pathname, searchParams } = new URL(link, 'http://localhost');
  const name = path.basename(decodeURIComponent(pathname));
  const reader = Buffer.from(searchParams.get('for') || '', 'base64').toString('utf8');
  const file = path.join(root, name);
  fs.access(file, (err) => {
    callback(null, err ? null : { file, name, reader });
  });
}

module.exports = { findDownload };
