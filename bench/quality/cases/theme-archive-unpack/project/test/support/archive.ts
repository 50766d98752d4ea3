type Given = { name: string; kind?: 'file' | 'folder' | 'link'; content?: string; target?: string };

const FLAGS = { file: '0', folder: '5', link: '2' };

/** A ustar archive of these entries. */
export function archiveOf(entries: Given[]): Buffer {
  const parts: Buffer[] = [];
  for (const { name, kind = 'file', content = '', target = '' } of entries) {
    const head = Buffer.alloc(512);
    const data = Buffer.from(content);
    head.write(name, 0);
    head.write('0000644\0', 100);
    head.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
    head.write(FLAGS[kind], 156);
    head.write(target, 157);
    parts.push(head, data, Buffer.alloc((512 - (data.length % 512)) % 512));
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}
