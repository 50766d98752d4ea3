;;; A finding shows at its place.  -*- lexical-binding: t; -*-

(user-open "src/server.js")
(let ((found (user-finding "SQL")))
  (user-expect found "an SQL injection is found")
  (user-expect (eq (flymake-diagnostic-type found) :error) "it is an error")
  (goto-char (flymake-diagnostic-beg found))
  (user-expect (looking-at-p "pool\\.query(\\|`SELECT\\|await") "it stands at the query"))
