;;; A finding shows at its place, with its severity, its rule and its source.  -*- lexical-binding: t; -*-

(user-open "src/server.js")
(let ((found (user-finding "sql-injection")))
  (user-expect found "sql-injection is found")
  (user-expect (string-prefix-p "nodewright [" (flymake-diagnostic-text found)) "its source shows")
  (user-expect (eq (flymake-diagnostic-type found) 'eglot-error) "it is an error")
  (goto-char (flymake-diagnostic-beg found))
  (user-expect (looking-at-p "pool\\.query(\\|`SELECT") "it stands at the query"))
