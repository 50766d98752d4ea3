;;; A rule's own fix is applied without a model, and its finding goes.  -*- lexical-binding: t; -*-

(user-open "src/server.js")
(user-place "${name}")
(user-act "Bind the values as parameters")
(user-expect (user-has "name = $1") "the fix is applied")
(user-await "the finding goes" (lambda () (not (user-finding "SQL"))))
(user-expect (equal (user-desk "asked") "0") "no model was asked")
