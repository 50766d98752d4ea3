;;; Settings reach the server, at its start and when they change.  -*- lexical-binding: t; -*-

(defun settings-level (level)
  (lsp-register-custom-settings `(("nodewright.rules.sql-injection" ,level))))

(settings-level "hint")
(user-open "src/server.js")
(user-await "the finding has the level of the settings"
            (lambda ()
              (let ((found (user-finding "SQL")))
                (and found (not (eq (flymake-diagnostic-type found) :error))))))
(settings-level "off")
(lsp--set-configuration (lsp-configuration-section "nodewright"))
(user-await "a rule that is switched off finds nothing" (lambda () (not (user-finding "SQL"))))
