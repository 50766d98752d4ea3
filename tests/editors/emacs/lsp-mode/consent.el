;;; An edit with risks waits for the user's word: Discard changes nothing, Apply applies it.  -*- lexical-binding: t; -*-

(defun consent-run (choice)
  (user-act-on-upload)
  (setq user-choice choice))

(user-open "src/server.js")
(user-desk "always risky")
(consent-run "Discard")
(user-await "the choice is told" (lambda () (user-heard "You chose not to apply it")))
(user-expect (equal user-offered '("Apply" "Discard")) "there was a choice")
(user-expect (equal (user-text) (user-saved)) "nothing was changed")
(consent-run "Apply")
(user-await "the edit arrives" (lambda () (user-has "readline.createInterface")))
