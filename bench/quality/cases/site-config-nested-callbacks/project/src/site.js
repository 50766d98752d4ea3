import fs from 'node:fs';
import path from 'node:path';

/** Reads site.json, the theme that it names, and the stylesheet of that theme. */
export function loadSite(folder) {
  return new Promise((resolve, reject) => {
    fs.readFile(path.join(folder, 'site.json'), 'utf8', (err, text) => {
      if (err) return reject(err);
      const site = JSON.parse(text);
      fs.readFile(path.join(folder, 'themes', `${site.theme}.json`), 'utf8', (err, text) => {
        if (err) return reject(err);
        const theme = JSON.parse(text);
        fs.readFile(path.join(folder, 'themes', theme.stylesheet), 'utf8', (err, css) => {
          if (err) return reject(err);
          resolve({ title: site.title, colors: theme.colors, css });
        });
      });
    });
  });
}
