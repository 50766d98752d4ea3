;;; run.el --- Runs the check that stands last on the command line  -*- lexical-binding: t; -*-

;; Ends Emacs with code 0 where the check holds.

;;; Code:

(require 'cl-lib)
(require 'package)

(defconst run-folder (file-name-directory load-file-name))
(defconst run-check (car (last command-line-args-left)))
(setq command-line-args-left nil)

(add-to-list 'package-directory-list "/usr/share/emacs/site-lisp/elpa")
(package-initialize)
(load (expand-file-name "user.el" run-folder) nil t)

(let ((debug-on-error nil)
      (client (file-name-nondirectory (directory-file-name (file-name-directory run-check)))))
  (condition-case failure
      (progn
        (load (expand-file-name (concat client ".el") run-folder) nil t)
        (load run-check nil t)
        (kill-emacs 0))
    (error
     (message "%s\n%s" (error-message-string failure) (user-account))
     (kill-emacs 1))))
