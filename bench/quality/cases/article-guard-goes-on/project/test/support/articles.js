'use strict';

const { createApp } = require('../../src/app');

const OPEN = 'aaaaaaaaaaaa';
const DRAFT = 'bbbbbbbbbbbb';

function newsroom({ broken = false } = {}) {
  const kept = new Map([
    [OPEN, { id: OPEN, author: 'ann', title: 'Tea', text: 'All about tea' }],
    [DRAFT, { id: DRAFT, author: 'ann', title: 'Coffee', text: 'Secret plans', draft: true }],
  ]);
  const asked = [];
  const answer = (done, ...values) => setImmediate(done, ...values);
  const articles = {
    findById(id, done) {
      asked.push(['find', id]);
      if (broken) return answer(done, new Error('connection lost'));
      return answer(done, null, kept.get(id) || null);
    },
    remove(id, done) {
      asked.push(['remove', id]);
      kept.delete(id);
      answer(done, null);
    },
    rename(id, title, done) {
      asked.push(['rename', id]);
      if (kept.has(id)) kept.get(id).title = title;
      answer(done, null);
    },
  };
  const log = [];
  return { app: createApp({ articles, log }), kept, asked, log };
}

module.exports = { newsroom, OPEN, DRAFT };
