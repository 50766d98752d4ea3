import fs from 'node:fs/promises';
import path from 'node:path';

/** Reads site.json, the theme that it names, and the stylesheet of that theme. */
export async function loadSite(folder) {
  const site = JSON.parse(await fs.readFile(path.join(folder, 'site.json'), 'utf8'));
  const theme = JSON.parse(await fs.readFile(path.join(folder, 'themes', `${site.theme}.json`), 'utf8'));
  const css = await fs.readFile(path.join(folder, 'themes', theme.stylesheet), 'utf8');
  return { title: site.title, colors: theme.colors, css };
}
