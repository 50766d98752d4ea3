'use strict';

const { test } = require('node:test');
const request = require('supertest');
const { createApp } = require('../src/app');

const app = createApp({
  tickets: {
    find: async (id) => ({ id, text: 'It rains in.' }),
    open: async ({ text }) => ({ id: '8', text }),
  },
  log: { error() {} },
});

test('a ticket is shown', () => request(app).get('/tickets/7').expect(200, { id: '7', text: 'It rains in.' }));

test('a ticket is opened', () =>
  request(app).post('/tickets').send({ text: 'Help' }).expect(201, { id: '8', text: 'Help' }));

test('an unknown path is not found', () => request(app).get('/nothing').expect(404, { error: 'not found' }));
