;;; Without progress, a run is told of, and the list of actions stops it; nothing is changed.  -*- lexical-binding: t; -*-

(user-open "src/server.js")
(user-desk "hold stream-the-upload")
(user-act-on-upload)
(user-desk "reached")
(user-await "the start is told" (lambda () (user-heard "Fix backend: started.")))
(user-act "Backend Expert: Stop Fix backend")
(user-desk "gone")
(user-await "the end is told" (lambda () (user-heard "Fix backend: cancelled; nothing was changed")))
(user-expect (equal (user-text) (user-saved)) "nothing was changed")
