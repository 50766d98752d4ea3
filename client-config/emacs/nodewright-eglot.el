;;; nodewright-eglot.el --- nodewright for Emacs, by Eglot 1.9 or newer  -*- lexical-binding: t; -*-

;;; Commentary:

;; Load this file from your init file, or copy what follows into it.  Then, in a JavaScript or
;; TypeScript buffer: `M-x eglot' starts the server, `M-x eglot-code-actions' offers the actions
;; for the region, `M-x eldoc' explains the finding at point.
;;
;; Eglot runs one server per buffer: while nodewright is that server, typescript-language-server
;; is not.

;;; Code:

(require 'eglot)

;; Command: `nodewright' must be on the `exec-path'; otherwise write its full path here.
;; File types: the modes in front of it.
(add-to-list 'eglot-server-programs
             '((js-mode js-ts-mode js2-mode rjsx-mode
                typescript-mode typescript-ts-mode tsx-ts-mode)
               . ("nodewright" "server")))

;; One setting; docs/settings.md lists all.  Without :baseUrl, and with OPENAI_API_KEY set,
;; OpenAI's service is asked; with neither, only the offline rules work.
;; JSON's false is written :json-false.  Where this variable is set already, add the list to it.
(setq-default eglot-workspace-configuration
              '(:nodewright (:model (;; :baseUrl "http://localhost:11434/v1"
                                     :timeout 120))))

(provide 'nodewright-eglot)
;;; nodewright-eglot.el ends here
