import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

// Stands in for git: notes its words, and which options would have started a program.
const SCRIPT = `#!/bin/sh
here=$(dirname "$0")
echo "$*" >> "$here/log"
for word in "$@"; do
  case "$word" in
    --|--end-of-options) break ;;
    --upl*|-u*|--exec*|--receive*|--conf*|-c) echo "$word" >> "$here/options" ;;
  esac
done
case "$*" in
  *missing*) echo "fatal: couldn't find remote ref" >&2; exit 128 ;;
  *ls-remote*) printf 'a1\\trefs/heads/main\\nb2\\trefs/heads/fix/deps\\n' ;;
esac
`;

export function fakeGit() {
  const folder = mkdtempSync(join(tmpdir(), 'fake-git-'));
  writeFileSync(join(folder, 'git'), SCRIPT);
  chmodSync(join(folder, 'git'), 0o755);
  process.env.PATH = `${folder}${delimiter}${process.env.PATH}`;
  const read = (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8').trim().split('\n') : []);
  return { calls: () => read('log'), options: () => read('options') };
}
