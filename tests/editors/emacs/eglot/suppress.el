;;; The list of actions writes a comment that hides a finding and asks for a reason; its finding goes.  -*- lexical-binding: t; -*-

(user-open "src/server.js")
(user-place "${name}")
(user-act "Suppress sql-injection with a reason…")
(user-expect (user-has "// nodewright-ignore sql-injection -- ") "the comment is written")
(user-await "the finding goes" (lambda () (not (user-finding "sql-injection"))))
(user-expect (not (user-finding "suppression-without-reason")) "the comment is a good one")
