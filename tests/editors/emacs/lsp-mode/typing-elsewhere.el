;;; What is typed elsewhere while the model thinks stays, and the edit lands in its place.  -*- lexical-binding: t; -*-

(user-open "src/server.js")
(user-desk "hold stream-the-upload")
(user-act-on-upload)
(user-desk "reached")
(user-retype "const COLUMNS" "// columns\nconst COLUMNS = ['sku', 'name', 'price'];")
(user-desk "open")
(user-await "the end is told" (lambda () (user-heard "Fix backend: applied.")))
(user-expect (string-prefix-p user-header (user-text)) "the header stands on top")
(user-expect (user-has "\n// columns\nconst COLUMNS") "what was typed is there")
(user-expect (user-has "readline.createInterface") "the handler is repaired")
(user-expect (not (user-has "chunks.push")) "the old handler is gone")
