'use strict';
// Tells the loopback model what to answer; ../../desk.py lists the commands.

const net = require('node:net');

/** One command, and what came back. */
function desk(command, port = process.env.NODEWRIGHT_DESK) {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = net.connect(Number(port), '127.0.0.1', () => socket.write(`${command}\n`));
    socket.setEncoding('utf8').on('error', reject);
    socket.on('close', () => reject(new Error(`the model's desk said nothing to "${command}"`)));
    socket.on('data', (data) => {
      heard += data;
      if (!heard.includes('\n')) return;
      resolve(heard.trim());
      socket.end();
    });
  });
}

/**
 * What `look` returns, as soon as it is neither false nor nothing. Fails after `seconds` with
 * `what` was waited for, and the last error of `look` where it threw one.
 */
async function until(what, look, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    let error;
    try {
      const found = await look();
      if (found) return found;
    } catch (thrown) {
      error = thrown;
    }
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`, { cause: error });
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

/** Run one check within its time; what came of it, as results.py keeps it. */
async function judge(says, check, seconds = 300) {
  const begun = Date.now();
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${seconds} s`)), seconds * 1000);
  });
  let why = '';
  try {
    await Promise.race([check(), late]);
  } catch (error) {
    why = String(error?.stack ?? error) + (error?.cause ? `\n${error.cause}` : '');
  } finally {
    clearTimeout(timer);
  }
  return { says, passed: why === '', seconds: (Date.now() - begun) / 1000, why };
}

module.exports = { desk, until, judge };
