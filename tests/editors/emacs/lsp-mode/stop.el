;;; While a run is under way the list of actions stops it; nothing is changed.  -*- lexical-binding: t; -*-

(user-open "src/server.js")
(user-desk "hold stream-the-upload")
(user-act-on-upload)
(user-desk "reached")
(user-act "Backend Expert: Stop Fix backend")
(user-desk "gone")
(user-expect (equal (user-text) (user-saved)) "nothing was changed")
