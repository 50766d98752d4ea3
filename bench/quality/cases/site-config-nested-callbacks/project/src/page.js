const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

export function renderPage(site, html) {
  const title = site.title.replace(/[&<>]/g, (char) => ESCAPES[char]);
  return `<!doctype html>\n<title>${title}</title>\n<style>${site.css}</style>\n${html}\n`;
}
