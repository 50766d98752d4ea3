;;; user.el --- What a person does and sees in Emacs  -*- lexical-binding: t; -*-

;;; Code:

(setq make-backup-files nil create-lockfiles nil auto-save-default nil
      inhibit-message nil message-log-max t
      last-nonmenu-event t)

(defconst user-patience 60.0 "Seconds; the machine may do much else.")

(defvar user-asked nil "Every question so far, the newest first.")
(defvar user-offered nil "What the last question offered.")
(defvar user-choice nil "The title that the user chooses from a list; nil leaves it.")
(defvar user-yes t "What the user answers to a question for yes or no.")
(defvar user-told nil "Every message so far, the newest first.")

(defconst user-header
  (concat "/**\n * This file was generated with the help of Backend NodeJS Expert AI assistant. \n"
          " */\n"))

(define-advice y-or-n-p (:override (prompt) user)
  (push prompt user-asked)
  user-yes)

(define-advice completing-read (:override (prompt collection &rest _) user)
  (push prompt user-asked)
  (setq user-offered (all-completions "" collection))
  (cond ((member user-choice user-offered) user-choice)
        (t (signal 'quit nil))))

(define-advice message (:before (format &rest arguments) user)
  (when format (push (apply #'format-message format arguments) user-told)))

(defun user-idle ()
  "Let pass what a person who does nothing lets pass: batch Emacs is never idle by itself."
  (accept-process-output nil 0.02)
  (dolist (timer (copy-sequence timer-idle-list))
    (unless (timer--repeat-delay timer)
      (ignore-errors (timer-event-handler timer)))))

(defvar user-now-and-then #'ignore "What Emacs does from time to time for who waits.")

(defun user-await (sentence holds)
  "Wait until HOLDS returns something and return it; SENTENCE says what is waited for."
  (let ((end (+ (float-time) user-patience)) (next (+ (float-time) 3)) found)
    (while (not (setq found (funcall holds)))
      (when (> (float-time) end) (error "Never: %s" sentence))
      (when (> (float-time) next)
        (setq next (+ (float-time) 3))
        (funcall user-now-and-then))
      (user-idle))
    found))

(defun user-expect (what sentence)
  "Fail unless WHAT is true, as SENTENCE says."
  (unless what (error "Not so: %s" sentence)))

(defun user-desk (command)
  "Tell the model COMMAND; see desk.py."
  (let* ((heard "")
         (desk (make-network-process
                :name "desk" :host "127.0.0.1" :service (getenv "NODEWRIGHT_DESK") :noquery t
                :filter (lambda (_ text) (setq heard (concat heard text))))))
    (process-send-string desk (concat command "\n"))
    (user-await (concat "the model answers " command) (lambda () (string-suffix-p "\n" heard)))
    (delete-process desk)
    (string-trim heard)))

(defun user-text ()
  (buffer-substring-no-properties (point-min) (point-max)))

(defun user-saved ()
  "The text of the file of this buffer as it is on disk."
  (let ((name buffer-file-name))
    (with-temp-buffer (insert-file-contents name) (buffer-string))))

(defun user-has (words)
  (string-search words (user-text)))

(defun user-place (words)
  "Put the cursor where WORDS begin."
  (goto-char (point-min))
  (search-forward words)
  (goto-char (match-beginning 0)))

(defun user-retype (words line)
  "Replace the line that holds WORDS, as typing does."
  (user-place words)
  (delete-region (line-beginning-position) (line-end-position))
  (insert line)
  (undo-boundary))

(defun user-upload ()
  "The region of the handler of the upload."
  (save-excursion
    (user-place "app.post('/products/import'")
    (cons (point)
          (progn (search-forward "res.status(400)") (search-forward "\n});") (point)))))

(defun user-heard (words)
  "The message that holds WORDS, if there was one."
  (seq-find (lambda (told) (string-search words told)) user-told))

(defun user-report ()
  "The text of the report that a message names."
  (let ((told (user-await "the report is named" (lambda () (user-heard "Report: ")))))
    (with-temp-buffer
      (insert-file-contents (string-trim (substring told (+ 8 (string-search "Report: " told)))))
      (buffer-string))))

(defun user-undo ()
  "One undo, as the key does it; the command loop marks where each command ends."
  (undo-boundary)
  (setq last-command nil)
  (undo-only 1))

(defun user-account ()
  "All that was seen, for a check that failed."
  (concat (with-temp-buffer
            (let ((text (with-current-buffer (or (get-file-buffer "src/server.js") (current-buffer))
                          (user-text))))
              (call-process-region text nil "diff" nil t nil "src/server.js" "-"))
            (buffer-string))
          "\ntold: " (string-join (reverse user-told) "\n      ")
          "\nasked: " (string-join (reverse user-asked) "\n      ")
          "\noffered: " (format "%S" user-offered)))

(provide 'user)
;;; user.el ends here
