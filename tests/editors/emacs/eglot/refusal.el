;;; An answer that does not parse, and stays so, leaves the buffer untouched and is told in a sentence.  -*- lexical-binding: t; -*-

(user-open "src/server.js")
(user-desk "always does-not-parse")
(user-act-on-upload "Backend Expert: Optimize Node")
(user-await "a sentence says so" (lambda () (user-heard "nothing was changed")))
(user-expect (equal (user-text) (user-saved)) "nothing was changed")
(user-expect (not (buffer-modified-p)) "the buffer is not even touched")
