/** Reads the plain files, folders and links of a ustar archive. */
export interface Entry {
  name: string;
  kind: 'file' | 'folder' | 'link';
  mode: number;
  target: string;
  content: Buffer;
}

const BLOCK = 512;
const KINDS: Record<string, Entry['kind']> = { '0': 'file', '\0': 'file', '2': 'link', '5': 'folder' };

export class BadArchiveError extends Error {}

function text(block: Buffer, start: number, length: number): string {
  const end = block.indexOf(0, start);
  return block.toString('utf8', start, end < 0 ? start + length : Math.min(end, start + length));
}

export function* entriesOf(archive: Buffer): Generator<Entry> {
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const head = archive.subarray(at, at + BLOCK);
    if (head[0] === 0) return;
    const size = Number.parseInt(text(head, 124, 12), 8);
    if (!Number.isInteger(size) || at + BLOCK + size > archive.length) throw new BadArchiveError('the archive is damaged');
    const kind = KINDS[String.fromCharCode(head[156])];
    if (kind) {
      yield {
        name: text(head, 0, 100),
        kind,
        mode: Number.parseInt(text(head, 100, 8), 8) || 0o644,
        target: text(head, 157, 100),
        content: archive.subarray(at + BLOCK, at + BLOCK + size),
      };
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
}
