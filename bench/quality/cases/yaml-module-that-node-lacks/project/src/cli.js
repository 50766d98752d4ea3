#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { stepsOf } from './pipeline.js';

const [file = 'pipeline.yml'] = process.argv.slice(2);
try {
  for (const { name, run } of stepsOf(await readFile(file, 'utf8'))) console.log(`${name}: ${run}`);
} catch (error) {
  console.error(`${file}: ${error.message}`);
  process.exitCode = 1;
}
