'use strict';

const STYLE = 'body{font:16px/1.5 sans-serif;margin:4rem auto;max-width:40rem}';

function page(title, content) {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head>
<body><h1>${title}</h1>${content}</body>
</html>
`;
}

function send(res, status, html, headers = {}) {
  res.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': Buffer.byteLength(html), ...headers });
  res.end(res.req.method === 'HEAD' ? undefined : html);
}

function decoded(url) {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

/** Says which address is unknown, and where it was linked from, so that visitors can report it. */
const sendNotFound = (req, res) => {
  const referrer = req.headers.referer;
  const from = referrer ? `<p>You came from <a href="${referrer}">${decoded(referrer)}</a>.</p>` : '';
  send(res, 404, page('Not found', `<p>There is nothing at <code>${decoded(req.url)}</code>.</p>${from}`));
};

/** `location` is where the page is now; the query of the request is kept. */
const sendMoved = (req, res, location) => {
  const query = req.url.includes('?') ? req.url.slice(req.url.indexOf('?')) : '';
  const target = location + query;
  send(res, 301, page('Moved', `<p>This page is at <a href="${target}">${decoded(target)}</a> now.</p>`), { Location: target });
};

function sendFailed(req, res, error) {
  send(res, 500, page('Something went wrong', `<pre>${error.stack}</pre>`));
}

module.exports = { page, send, sendNotFound, sendMoved, sendFailed };
