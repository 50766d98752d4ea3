-- A hover over a finding opens a float that says why it hurts and what to do instead.
local user = require('user')

user.open('src/server.js')
user.cursor('${name}')
vim.lsp.buf.hover()
local float = user.await(function()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return window
    end
  end
end, 'a float opens')
local text = user.text(vim.api.nvim_win_get_buf(float))
user.expect(text:find('SQL', 1, true), 'the float speaks of SQL: ' .. text)
user.expect(text:find('Instead', 1, true), 'the float says what to do instead: ' .. text)
user.expect(text:find('line 49', 1, true), 'the float says where the value comes from: ' .. text)
