;;; One undo takes a whole edit of the model back, byte for byte.  -*- lexical-binding: t; -*-

(user-open "src/server.js")
(user-desk "answer stream-the-upload")
(user-act-on-upload)
(user-await "the end is told" (lambda () (user-heard "Fix backend: applied.")))
(user-expect (not (equal (user-text) (user-saved))) "the text is changed")
(user-undo)
(user-expect (equal (user-text) (user-saved)) "one undo brings back what was there")
