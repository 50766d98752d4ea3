;;; Saying no to Emacs's own question changes nothing, and the end says so.  -*- lexical-binding: t; -*-

(setq user-yes nil)
(user-open "src/server.js")
(user-desk "answer stream-the-upload")
(user-act-on-upload)
(user-await "the end is told" (lambda () (user-heard "nothing was changed")))
(user-expect (equal (user-text) (user-saved)) "nothing was changed")
(user-expect (not (buffer-modified-p)) "the buffer is not even touched")
