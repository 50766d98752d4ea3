const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escape = (text) => text.replace(/[&<>"]/g, (char) => ESCAPES[char]);

export function render(issue, recipient) {
  return `<p>Hello ${escape(recipient.name)},</p>\n${issue.html}`;
}
