;;; lsp-mode.el --- The init file of a user of lsp-mode, and how it is used  -*- lexical-binding: t; -*-

;;; Code:

(setq lsp-session-file (expand-file-name "lsp-session" (getenv "HOME"))
      lsp-server-install-dir (expand-file-name "lsp" (getenv "HOME"))
      lsp-auto-guess-root t lsp-restart 'ignore lsp-enable-suggest-server-download nil
      lsp-diagnostics-provider :flymake lsp-warn-no-matched-clients nil)
(load (expand-file-name "client-config/emacs/nodewright-lsp-mode.el" (getenv "NODEWRIGHT_ROOT"))
      nil t)

;; What this user sets beyond it: the address of the model.
(lsp-register-custom-settings
 `(("nodewright.model.baseUrl" ,(getenv "NODEWRIGHT_MODEL"))
   ("nodewright.model.name" "loopback-1")))
(transient-mark-mode 1)

(defvar user-progress nil "Every value of progress so far, the newest first.")
(setq lsp-progress-function
      (lambda (_workspace params) (push (lsp:progress-params-value params) user-progress)))

(defun user-open (name)
  "Open a file with the server, and wait for its findings."
  (find-file name)
  (lsp)
  (user-await "the server works" (lambda () (lsp-workspaces)))
  (user-await "a finding shows" (lambda () (flymake-diagnostics))))

(defun user-finding (words)
  "The finding whose text holds WORDS, if it shows."
  (seq-find (lambda (found) (string-search words (flymake-diagnostic-text found)))
            (flymake-diagnostics)))

(defun user-act (title &optional beginning end)
  "Choose the action TITLE at the cursor, or for a region."
  (when end
    (goto-char beginning)
    (push-mark end t t))
  (let ((user-choice title))
    (call-interactively #'lsp-execute-code-action))
  (deactivate-mark))

(defun user-act-on-upload (&optional title)
  (let ((region (user-upload)))
    (user-act (or title "Backend Expert: Fix backend") (car region) (cdr region))))

(provide 'lsp-mode-user)
;;; lsp-mode.el ends here
