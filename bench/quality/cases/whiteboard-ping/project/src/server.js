'use strict';

const { WebSocketServer, WebSocket } = require('ws');
const { Boards } = require('./boards');

const MAX_STROKES = 5000;

function createWhiteboard({ server, pingEvery = 30_000, log = console }) {
  const boards = new Boards();
  const wss = new WebSocketServer({ server, maxPayload: 64 * 1024 });

  function broadcast(board, message, except) {
    const text = JSON.stringify(message);
    for (const viewer of board.viewers.keys()) {
      if (viewer !== except && viewer.readyState === WebSocket.OPEN) viewer.send(text);
    }
  }

  function draw(board, socket, stroke) {
    board.strokes.push(stroke);
    if (board.strokes.length > MAX_STROKES) board.strokes.shift();
    broadcast(board, { type: 'stroke', stroke }, socket);
  }

  wss.on('connection', (socket, req) => {
    const url = new URL(req.url, 'http://localhost');
    const name = url.searchParams.get('name') || 'guest';
    const id = url.pathname.slice(1);
    if (!/^[\w-]{1,64}$/.test(id)) return socket.close(1008, 'no such board');
    const board = boards.open(id);
    return join(board, socket, name);
  });

  function join(board, socket, name) {
    let alive = true;
    board.viewers.set(socket, name);
    socket.send(JSON.stringify({ type: 'board', strokes: board.strokes, viewers: [...board.viewers.values()] }));
    broadcast(board, { type: 'joined', name }, socket);

    socket.on('pong', () => {
      alive = true;
    });

    socket.on('message', (data) => {
      let message;
      try {
        message = JSON.parse(data.toString());
      } catch {
        socket.close(1007, 'not JSON');
        return;
      }
      if (message.type === 'stroke') draw(board, socket, message.stroke);
    });

    socket.on('error', (error) => log.warn(`socket of ${name}: ${error.message}`));

    socket.on('close', () => {
      boards.leave(board, socket);
      broadcast(board, { type: 'left', name });
    });

    setInterval(() => {
      if (!alive) {
        socket.terminate();
        return;
      }
      alive = false;
      socket.ping();
    }, pingEvery);
  }

  return { wss, boards };
}

module.exports = { createWhiteboard };
