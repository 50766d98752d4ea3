import { spawn } from 'node:child_process';

/** How many words a file has, as `tool` counts them (`wc` or what behaves like it). */
export function countWords(tool, file) {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, ['-w', file], { stdio: ['ignore', 'pipe', 'ignore'] });

    let output = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });

    child.on('close', (code) => {
      if (code !== 0) return reject(new Error(`${tool} ended with ${code}`));
      return resolve(Number.parseInt(output, 10));
    });
  });
}
