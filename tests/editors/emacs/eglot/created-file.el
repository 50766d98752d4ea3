;;; The test that an answer creates is a buffer of its own, and lies on the disk once it is saved.  -*- lexical-binding: t; -*-

(user-open "src/server.js")
(user-desk "answer stream-the-upload")
(user-act-on-upload)
(user-await "the end is told" (lambda () (user-heard "Fix backend: applied.")))
(let ((created (user-await "there is a buffer of the new test"
                           (lambda () (find-buffer-visiting "../test/import.test.js")))))
  (user-expect (string-search "import.test.js" (car user-asked)) "the question names the new test")
  (save-some-buffers t)
  (with-current-buffer created
    (user-expect (string-prefix-p user-header (user-text)) "it begins with the header")
    (user-expect (equal (user-text) (user-saved)) "the disk holds it")))
(user-expect (equal (user-text) (user-saved)) "the repaired file is on the disk, too")
