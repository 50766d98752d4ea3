;;; nodewright-lsp-mode.el --- nodewright for Emacs, by lsp-mode 8 or newer  -*- lexical-binding: t; -*-

;;; Commentary:

;; Load this file from your init file, or copy what follows into it.  Then, in a JavaScript or
;; TypeScript buffer: `M-x lsp' starts the server, `M-x lsp-execute-code-action' offers the actions
;; for the region, the pointer or `M-x lsp-describe-thing-at-point' explains the finding at point,
;; `M-x lsp-describe-session' tells whether the server runs.

;;; Code:

(require 'lsp-mode)

(lsp-register-client
 (make-lsp-client
  ;; Command: `nodewright' must be on the `exec-path'; otherwise write its full path here.
  :new-connection (lsp-stdio-connection '("nodewright" "server"))
  ;; File types, as lsp-mode names the documents.  As an add-on it runs beside other servers.
  :activation-fn (lsp-activate-on "javascript" "javascriptreact" "typescript" "typescriptreact")
  :add-on? t
  :server-id 'nodewright))

;; One setting; docs/settings.md lists all.  Without baseUrl, and with OPENAI_API_KEY set, OpenAI's
;; service is asked; with neither, only the offline rules work.
(lsp-register-custom-settings
 '(;; ("nodewright.model.baseUrl" "http://localhost:11434/v1")
   ("nodewright.model.timeout" 120)))

(provide 'nodewright-lsp-mode)
;;; nodewright-lsp-mode.el ends here
