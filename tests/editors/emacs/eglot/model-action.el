;;; An action of the expert works in the background; Emacs asks, and its edit arrives with the header.  -*- lexical-binding: t; -*-

(user-open "src/server.js")
(user-desk "answer stream-the-upload")
(user-act-on-upload)
(user-await "the edit arrives" (lambda () (user-has "readline.createInterface")))
(user-expect (string-prefix-p (concat user-header "'use strict';") (user-text)) "the header stands on top")
(user-expect (not (user-has "chunks.push")) "the old handler is gone")
(user-await "the end is told" (lambda () (user-heard "Fix backend: applied.")))
(user-expect (string-search "Server wants to edit" (car user-asked)) "Emacs asked before the edit")
