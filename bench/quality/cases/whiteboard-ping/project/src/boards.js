'use strict';

// A board is the list of its strokes and the sockets that look at it.
class Boards {
  constructor() {
    this.boards = new Map();
  }

  open(id) {
    let board = this.boards.get(id);
    if (!board) {
      board = { id, strokes: [], viewers: new Map() };
      this.boards.set(id, board);
    }
    return board;
  }

  leave(board, socket) {
    board.viewers.delete(socket);
    if (board.viewers.size === 0) this.boards.delete(board.id);
  }

  get size() {
    return this.boards.size;
  }
}

module.exports = { Boards };
