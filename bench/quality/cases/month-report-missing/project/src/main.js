'use strict';

const path = require('node:path');
const { createServer } = require('./server');

const folder = process.env.REPORTS || path.join(__dirname, '..', 'reports');
createServer(folder).listen(Number(process.env.PORT || 3000));
