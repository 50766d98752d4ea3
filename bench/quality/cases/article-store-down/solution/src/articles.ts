import { Router } from 'express';

export interface Article {
  slug: string;
  title: string;
  body: string;
  publishedAt: string | null;
}

export interface ArticleStore {
  findBySlug(slug: string): Promise<Article | undefined>;
  related(slug: string, most: number): Promise<string[]>;
}

export function articlesRouter(store: ArticleStore): Router {
  const router = Router();

  router.get('/:slug', async (req, res, next) => {
    try {
      const article = await store.findBySlug(req.params.slug);
      if (!article || article.publishedAt === null) {
        res.status(404).json({ error: 'no such article' });
        return;
      }

      const related = await store.related(article.slug, 3);
      res.set('cache-control', 'public, max-age=60');
      res.json({ title: article.title, body: article.body, publishedAt: article.publishedAt, related });
    } catch (error) {
      next(error);
    }
  });

  return router;
}
