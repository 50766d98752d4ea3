;;; Settings of the configuration reach the server, at its start and when they change.  -*- lexical-binding: t; -*-

(defun settings-level (level)
  (setq-default eglot-workspace-configuration `(:nodewright (:rules (:sql-injection ,level)))))

(settings-level "hint")
(user-open "src/server.js")
(user-await "the finding has the level of the settings"
            (lambda ()
              (let ((found (user-finding "sql-injection")))
                (and found (eq (flymake-diagnostic-type found) 'eglot-note)))))
(settings-level "off")
(eglot-signal-didChangeConfiguration (eglot-current-server))
(user-await "a rule that is switched off finds nothing"
            (lambda () (not (user-finding "sql-injection"))))
