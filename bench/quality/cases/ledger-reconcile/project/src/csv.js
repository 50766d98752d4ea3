/** Lines of a CSV file with a header, separated by semicolons; no quoting is in use. */
export function parseCsv(text) {
  const [header, ...lines] = text.trim().split(/\r?\n/);
  const names = header.split(';');
  return lines
    .filter((line) => line.trim())
    .map((line) => {
      const values = line.split(';');
      return Object.fromEntries(names.map((name, at) => [name, values[at] ?? '']));
    });
}

/** "1.234,50" and "1234.50" as cents. */
export function cents(text) {
  const plain = /,\d{2}$/.test(text) ? text.replaceAll('.', '').replace(',', '.') : text;
  return Math.round(Number(plain) * 100);
}
