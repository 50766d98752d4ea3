'use strict';

const express = require('express');
const { HttpError } = require('./errors');

const ID = /^[a-f0-9]{12}$/;

// Puts the article of the path into req.article; a draft is its author's alone.
const loadArticle = (articles) =>
  function load(req, res, next) {
    if (!ID.test(req.params.id)) {
      next(new HttpError(404, 'no such article'));
    }

    articles.findById(req.params.id, (error, article) => {
      if (error) {
        next(error);
      }
      if (!article || (article.draft && article.author !== req.user)) {
        next(new HttpError(404, 'no such article'));
      }
      req.article = article;
      next();
    });
  };

const ownArticle = (req, res, next) => {
  if (!req.user) next(new HttpError(401, 'sign in first'));
  if (req.article.author !== req.user) next(new HttpError(403, 'not your article'));
  next();
};

function articlesRouter(articles) {
  const router = express.Router();

  router.get('/:id', loadArticle(articles), (req, res) => {
    const { id, title, text } = req.article;
    res.json({ id, title, text });
  });

  router.delete('/:id', loadArticle(articles), ownArticle, (req, res, next) => {
    articles.remove(req.params.id, (error) => {
      if (error) return next(error);
      return res.status(204).end();
    });
  });

  router.put('/:id/title', loadArticle(articles), ownArticle, (req, res, next) => {
    articles.rename(req.params.id, String(req.body.title || 'Untitled'), (error) => {
      if (error) return next(error);
      return res.status(204).end();
    });
  });

  return router;
}

module.exports = { articlesRouter };
