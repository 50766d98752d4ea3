'use strict';

const fs = require('fs');
const path = require('path');
const url = require('url');

// Finds the file of a link like /files/report.pdf?for=<base64 of a name>.
// Gives null when the file is not there.
function findDownload(root, link, callback) {
  const { pathname, query } = url.parse(link, true);
  const name = path.basename(decodeURIComponent(pathname));
  const reader = new Buffer(query.for || '', 'base64').toString('utf8');
  const file = path.join(root, name);
  fs.exists(file, (found) => {
    callback(null, found ? { file, name, reader } : null);
  });
}

module.exports = { findDownload };
