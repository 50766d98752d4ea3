;;; Eldoc shows why the finding at the cursor hurts and what to do instead.  -*- lexical-binding: t; -*-

(user-open "src/server.js")
(user-place "${name}")
(let* ((shown nil)
       (eldoc-display-functions
        (list (lambda (docs _) (setq shown (mapconcat #'car docs "\n"))))))
  (eldoc-print-current-symbol-info t)
  (user-await "eldoc speaks" (lambda () (and shown (string-search "Instead" shown))))
  (user-expect (string-search "SQL" shown) "it speaks of SQL"))
