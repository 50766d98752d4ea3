'use strict';

const profile = { id: '7', name: 'Ann', segment: 'sailing' };

// Services as the dashboard sees them; `change` replaces some of their calls.
function services(change = {}) {
  const calls = [];
  const named = (name, work) => async (...given) => {
    calls.push([name, ...given]);
    return (change[name] ?? work)(...given);
  };
  return {
    calls,
    profiles: { get: named('profile', async (id) => (id === '7' ? profile : null)) },
    orders: { recent: named('orders', async () => [{ id: 1, status: 'delivered' }, { id: 2, status: 'sent' }]) },
    notices: { unread: named('notices', async () => [{ text: 'Hello' }]) },
    recommendations: { forSegment: named('recommendations', async () => ['rope', 'anchor', 'sail', 'oar']) },
  };
}

const expected = {
  name: 'Ann',
  orders: { count: 2, open: [2] },
  notices: [{ text: 'Hello' }],
  recommendations: ['rope', 'anchor', 'sail'],
};

const silent = { warn() {} };

module.exports = { services, expected, silent, profile };
