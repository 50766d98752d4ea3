import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { BadArchiveError, entriesOf } from './tar.js';

const SHOP = /^[a-z0-9-]{1,40}$/;
const LARGEST = 20 * 1024 * 1024;

export interface Unpacked {
  files: string[];
}

/** Writes what the archive holds into the folder; the paths of the files come back. */
export async function unpack(archive: Buffer, folder: string): Promise<Unpacked> {
  const files: string[] = [];
  const root = resolve(folder);
  const within = (path: string) => path === root || path.startsWith(root + sep);
  for (const entry of entriesOf(archive)) {
    const path = resolve(root, entry.name);
    if (isAbsolute(entry.name) || !within(path)) {
      throw new BadArchiveError('an entry lies outside of the theme');
    }
    if (entry.kind === 'folder') {
      await mkdir(path, { recursive: true });
      continue;
    }
    if (path === root) throw new BadArchiveError('an entry has no name');
    await mkdir(dirname(path), { recursive: true });
    if (entry.kind === 'link') {
      // A link that stays inside can still be the way out for one that follows it: none is made.
      throw new BadArchiveError('a theme holds no links');
    }
    await writeFile(path, entry.content, { mode: entry.mode & 0o777 });
    files.push(path);
  }
  return { files };
}

export class Themes {
  constructor(private readonly root: string) {}

  /** Puts the theme of a shop in place; the one before is gone. */
  async install(shop: string, archive: Buffer): Promise<Unpacked> {
    if (!SHOP.test(shop)) throw new RangeError('no such shop');
    if (archive.length > LARGEST) throw new BadArchiveError('the archive is too large');
    const folder = join(this.root, shop);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    try {
      const unpacked = await unpack(archive, folder);
      return { files: unpacked.files.map((file) => relative(folder, file).split(sep).join('/')).sort() };
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }
}
