import Fastify from 'fastify';

const isText = (value) => typeof value === 'string';
const isTitle = (value) => isText(value) && value.trim() !== '';
const isTags = (value) => Array.isArray(value) && value.every(isText);

export function buildApp({ articles, now = () => new Date() }) {
  const app = Fastify();

  app.post('/articles', async (request, reply) => {
    const { title, summary = null, tags = [] } = request.body ?? {};
    if (!isTitle(title)) return reply.code(400).send({ error: 'invalid_field', field: 'title' });
    if (summary !== null && !isText(summary)) {
      return reply.code(400).send({ error: 'invalid_field', field: 'summary' });
    }
    if (!isTags(tags)) return reply.code(400).send({ error: 'invalid_field', field: 'tags' });

    const at = now().toISOString();
    const article = await articles.insert({ title, summary, tags, createdAt: at, updatedAt: at });
    return reply.code(201).header('location', `/articles/${article.id}`).send(article);
  });

  app.get('/articles/:id', async (request, reply) => {
    const article = await articles.find(request.params.id);
    if (!article) return reply.code(404).send({ error: 'not_found' });
    return article;
  });

  app.patch('/articles/:id', async (request, reply) => {
    const article = await articles.find(request.params.id);
    if (!article) return reply.code(404).send({ error: 'not_found' });

    const { title, summary, tags } = request.body;
    article.title = title;
    article.summary = summary ?? null;
    article.tags = tags ?? [];
    article.updatedAt = now().toISOString();
    await articles.save(article);
    return article;
  });

  return app;
}
