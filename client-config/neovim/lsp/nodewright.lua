-- nodewright for Neovim 0.11 and newer.
--
-- Copy this file to ~/.config/nvim/lsp/nodewright.lua and put one line into init.lua:
--     vim.lsp.enable('nodewright')
-- nvim-lspconfig needs nothing: its own configurations lie in such a folder, too.
-- Then: `]d` goes to the next finding, `K` on it explains it, `gra` offers the actions (select lines
-- with V first), `:checkhealth vim.lsp` tells whether the server runs.
return {
  -- Command: `nodewright` must be on the PATH; otherwise write its full path here.
  cmd = { 'nodewright', 'server' },

  -- File types. Other servers, such as ts_ls, may run beside this one.
  filetypes = { 'javascript', 'javascriptreact', 'typescript', 'typescriptreact' },
  root_markers = { '.git', 'package.json' },

  -- One setting; docs/settings.md lists all. Without the line, and with OPENAI_API_KEY set,
  -- OpenAI's service is asked; with neither, only the offline rules work.
  settings = {
    nodewright = {
      model = {
        -- baseUrl = 'http://localhost:11434/v1',
        timeout = 120,
      },
    },
  },
}
