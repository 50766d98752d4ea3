;;; A message names the file of the report, which holds its headings.  -*- lexical-binding: t; -*-

(user-open "src/server.js")
(user-desk "answer stream-the-upload")
(user-act-on-upload)
(let ((report (user-report)))
  (dolist (heading '("Root cause" "Risks and trade-offs" "How to verify"))
    (user-expect (string-search (concat "## " heading) report) (concat heading " is a heading"))))
