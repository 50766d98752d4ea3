import { randomUUID } from 'node:crypto';

const CRLF = '\r\n';

// Anything beyond ASCII goes as an encoded word (RFC 2047).
function encodeText(text) {
  return /^[\x00-\x7f]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text, 'utf8').toString('base64')}?=`;
}

const quoted = (text) => `"${text.replace(/(["\\])/g, '\\$1')}"`;

function base64Lines(text) {
  return Buffer.from(text, 'utf8').toString('base64').replace(/.{1,76}/g, (line) => line + CRLF);
}

/** `Name <address>` for a header; `person` is { name, address } or an address alone. */
const formatAddress = (person) => {
  const { name = '', address } = typeof person === 'string' ? { address: person } : person;
  if (!address.includes('@')) throw new TypeError(`not an address: ${address}`);
  if (!name) return address;
  const encoded = encodeText(name);
  return `${encoded === name ? quoted(name) : encoded} <${address}>`;
};

/** A mail as it goes over the wire, and its envelope. */
export function buildMessage({ from, to, replyTo, subject, text, headers = {} }) {
  const recipients = [to].flat();
  const lines = [
    ['From', formatAddress(from)],
    ['To', recipients.map(formatAddress).join(', ')],
    ...(replyTo ? [['Reply-To', formatAddress(replyTo)]] : []),
    ['Subject', encodeText(subject)],
    ['Message-ID', `<${randomUUID()}@mailer.local>`],
    ['MIME-Version', '1.0'],
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Content-Transfer-Encoding', 'base64'],
    ...Object.entries(headers),
  ];

  const head = lines.map(([name, value]) => `${name}: ${value}`).join(CRLF);
  return {
    envelope: { from: from.address ?? from, to: recipients.map((one) => one.address ?? one) },
    raw: head + CRLF + CRLF + base64Lines(text),
  };
}
