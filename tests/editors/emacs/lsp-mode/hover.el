;;; The text for the thing at the cursor says why it hurts and what to do instead.  -*- lexical-binding: t; -*-

(user-open "src/server.js")
(user-place "${name}")
(lsp-describe-thing-at-point)
(let ((shown (user-await "the help is shown" (lambda () (get-buffer "*lsp-help*")))))
  (with-current-buffer shown
    (user-expect (user-has "SQL") "it speaks of SQL")
    (user-expect (user-has "Instead") "it says what to do instead")))
