;;; A rule's own fix is applied without a model and without a question; its finding goes.  -*- lexical-binding: t; -*-

(user-open "src/server.js")
(user-place "${name}")
(user-act "Bind the values as parameters")
(user-expect (user-has "name = $1") "the fix is applied")
(user-await "the finding goes" (lambda () (not (user-finding "sql-injection"))))
(user-expect (equal (user-desk "asked") "0") "no model was asked")
(user-expect (= (length user-asked) 1) "the menu was the only question")
(user-undo)
(user-expect (equal (user-text) (user-saved)) "one undo takes the fix back")
