#!/usr/bin/env node
'use strict';

const path = require('node:path');
const { runBatch } = require('./batch');

function main(argv) {
  const jobs = argv.map((file) => require(path.resolve(file)));
  runBatch(jobs, (results) => {
    for (const { name, ok, value, error } of results) {
      console.log(`${ok ? 'ok    ' : 'failed'} ${name}: ${ok ? value : error}`);
    }
    process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
  });
}

if (require.main === module) main(process.argv.slice(2));

module.exports = { main };
