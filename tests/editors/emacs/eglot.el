;;; eglot.el --- The init file of a user of Eglot, and how Eglot is used  -*- lexical-binding: t; -*-

;;; Code:

(load (expand-file-name "client-config/emacs/nodewright-eglot.el" (getenv "NODEWRIGHT_ROOT")) nil t)

;; What this user sets beyond it: the address of the model.
(setq-default eglot-workspace-configuration
              `(:nodewright (:model (:baseUrl ,(getenv "NODEWRIGHT_MODEL") :name "loopback-1"))))
(setq eglot-sync-connect t eglot-autoshutdown t)

;; After each command eldoc asks for the thing at the cursor, once Emacs is idle.  The answer also
;; brings up what Eglot left unread behind the answer to a command.
(setq user-now-and-then (lambda () (when (eglot-managed-p) (eldoc-print-current-symbol-info))))

(defun user-open (name)
  "Open a file with the server, and wait for its findings."
  (find-file name)
  (call-interactively #'eglot)
  (user-await "the server works" #'eglot-managed-p)
  (user-await "a finding shows" (lambda () (flymake-diagnostics))))

(defun user-finding (rule)
  "The finding of RULE, if it shows."
  (seq-find (lambda (found) (string-search (format "[%s]" rule) (flymake-diagnostic-text found)))
            (flymake-diagnostics)))

(defun user-act (title &optional beginning end)
  "Choose the action TITLE at the cursor, or for a region."
  (let ((user-choice title))
    (eglot-code-actions (or beginning (point)) end nil t)))

(defun user-act-on-upload (&optional title)
  (let ((region (user-upload)))
    (user-act (or title "Backend Expert: Fix backend") (car region) (cdr region))))

(provide 'eglot-user)
;;; eglot.el ends here
