-- Leaving Neovim ends the server, in the middle of a run, too, and its reports are gone.
local user = require('user')

user.open('src/server.js')
user.desk('answer stream-the-upload')
user.act_on_upload()
user.ended()
user.desk('hold stream-the-upload')
user.cursor("app.get('/health'")
user.act('Backend Expert: Explain')
user.desk('reached')
local folder = vim.fs.dirname(vim.api.nvim_buf_get_name(user.buffer('report-1.md')))
user.expect(vim.uv.fs_stat(folder), 'the report lies on the disk meanwhile')
vim.lsp.enable('nodewright', false)
user.await(function()
  return user.client() == nil
end, 'the server ends')
user.desk('gone')
user.await(function()
  return vim.uv.fs_stat(folder) == nil
end, 'the reports are removed')
