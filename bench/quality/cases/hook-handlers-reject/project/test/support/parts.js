'use strict';

const { createApp } = require('../../src/app');

function parts(store = {}, captions = {}) {
  const calls = [];
  const errors = [];
  const app = createApp({
    store: {
      roomOfCaption: async (id) => (id === 'c1' ? 'room-1' : undefined),
      saveArchive: async (id, status) => void calls.push(['archive', id, status]),
      closeRoom: async (id) => void calls.push(['close', id]),
      ...store,
    },
    captions: { stop: async (room) => void calls.push(['stop', room]), ...captions },
    log: { error: (error) => errors.push(error) },
  });
  return { app, calls, errors };
}

module.exports = { parts };
