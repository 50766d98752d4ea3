'use strict';

var fs = require('fs');
var path = require('path');
var util = require('util');
var defaults = require('./defaults');

function readJson(file, callback) {
  fs.exists(file, function (exists) {
    if (!exists) return callback(null, {});
    fs.readFile(file, 'utf8', function (err, text) {
      if (err) return callback(err);
      var parsed;
      try {
        parsed = JSON.parse(text);
      } catch (e) {
        e.message = path.basename(file) + ': ' + e.message;
        return callback(e);
      }
      callback(null, parsed);
    });
  });
}

/**
 * Reads default.json, then <env>.json, then local.json of a folder over the defaults. A file that
 * is not there is skipped; later ones win, key by key at the top level.
 *
 * @param {string} dir
 * @param {string} env
 * @param {(err: Error | null, config?: object) => void} callback
 */
function loadConfig(dir, env, callback) {
  var config = util._extend({}, defaults);
  var names = ['default', env, 'local'];

  function next(index) {
    if (index === names.length) return callback(null, config);
    readJson(path.join(dir, names[index] + '.json'), function (err, values) {
      if (err) return callback(err);
      util._extend(config, values);
      next(index + 1);
    });
  }

  next(0);
}

module.exports = loadConfig;
