'use strict';

var domain = require('domain');

/**
 * Runs one job: `open()` gives its source (an EventEmitter), `run(source, callback)` works on it.
 * Calls back with { name, ok, value } or { name, ok, error }; never with an error of its own.
 */
function runJob(job, callback) {
  var d = domain.create();
  var finished = false;

  function finish(err, value) {
    if (finished) return;
    finished = true;
    d.exit();
    if (err) callback({ name: job.name, ok: false, error: err.message });
    else callback({ name: job.name, ok: true, value: value });
  }

  d.on('error', function (err) {
    finish(err);
  });

  d.run(function () {
    var source = job.open();
    d.add(source);
    job.run(source, finish);
  });
}

/** Runs jobs one after another and calls back with the results in their order. */
function runBatch(jobs, callback) {
  const results = [];
  function next(index) {
    if (index === jobs.length) return callback(results);
    return runJob(jobs[index], (result) => {
      results.push(result);
      setImmediate(next, index + 1);
    });
  }
  next(0);
}

module.exports = { runBatch, runJob };
