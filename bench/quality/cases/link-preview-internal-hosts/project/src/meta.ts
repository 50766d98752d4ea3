export interface Preview {
  url: string;
  title: string;
  description: string;
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

function text(value = ''): string {
  return value
    .replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)
    .trim()
    .slice(0, 300);
}

/** Title and description of a page, for the little card under a message. */
export function previewOf(url: string, html: string): Preview {
  const title = /<title>([^<]{0,500})<\/title>/i.exec(html)?.[1];
  const description = /<meta name="description" content="([^"]{0,500})"/i.exec(html)?.[1];
  return { url, title: text(title), description: text(description) };
}
