-- The status line shows what a run is at, by vim.lsp.status().
local user = require('user')

vim.o.statusline = '%f %{v:lua.vim.lsp.status()}'
local shown = {}
vim.api.nvim_create_autocmd('LspProgress', {
  callback = function()
    table.insert(shown, vim.api.nvim_eval_statusline(vim.o.statusline, {}).str)
  end,
})
user.open('src/server.js')
user.desk('answer stream-the-upload')
user.act_on_upload()
user.ended()
local line = table.concat(shown, '\n')
user.expect(line:find('Fix backend: asking the model', 1, true), 'the stage shows: ' .. line)
