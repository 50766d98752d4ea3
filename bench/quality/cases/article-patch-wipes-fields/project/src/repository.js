// Articles by id. What goes in and out is copied, as it would be with a database.
export class ArticleRepository {
  #articles = new Map();
  #lastId = 0;

  async insert(article) {
    const id = String(++this.#lastId);
    this.#articles.set(id, structuredClone({ ...article, id }));
    return this.find(id);
  }

  async find(id) {
    const article = this.#articles.get(id);
    return article ? structuredClone(article) : undefined;
  }

  async save(article) {
    if (!this.#articles.has(article.id)) throw new Error(`no article ${article.id}`);
    this.#articles.set(article.id, structuredClone(article));
  }
}
