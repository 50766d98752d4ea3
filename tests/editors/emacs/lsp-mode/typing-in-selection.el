;;; What is typed in the selected code while the model thinks makes the answer stale: it is refused.  -*- lexical-binding: t; -*-

(user-open "src/server.js")
(user-desk "hold stream-the-upload")
(user-act-on-upload)
(user-desk "reached")
(user-retype "chunks.push(chunk)" "    chunks.push(chunk, 1);")
(let ((typed (user-text)))
  (user-desk "open")
  (user-await "a sentence says why" (lambda () (user-heard "changed while the model worked")))
  (user-expect (equal (user-text) typed) "the text is as it was typed"))
