-- A real model streams its answer, which becomes one edit that parses or none; cancelling ends it.
local user = require('user')
user.choice = 'Apply' -- when an edit asks for the user's word

local function note(text)
  for _, line in ipairs(vim.split(text, '\n', { trimempty = true })) do
    io.stdout:write('NOTE: ' .. line .. '\n')
  end
end

local function ask_for_products()
  local first, last = user.line("app.get('/products'"), user.line("app.get('/health'") - 2
  vim.cmd(('normal! %dGV%dG'):format(first, last))
  user.act('Backend Expert: Fix backend')
  vim.cmd('normal! \27')
end

local function counted()
  return #vim.tbl_filter(function(stage)
    return stage:find('tokens so far', 1, true)
  end, user.stages())
end

user.open('src/server.js')
ask_for_products()
local last = user.ended()
user.expect(counted() > 1, 'the tokens are counted while they come')
note(last)
if user.text() == user.saved() then
  user.expect(not last:find('^applied'), 'nothing is said to be applied')
  user.await(function()
    return user.messages():find('nothing was changed', 1, true)
  end, 'a sentence says that nothing was changed')
  note(user.messages())
else
  user.expect(last:find('^applied · parses'), 'the progress ends with the receipt')
  user.expect(vim.startswith(user.text(), user.HEADER), 'the header stands on top')
  local told = vim.system({ 'node', '--check', '-' }, { stdin = user.text() }):wait()
  user.expect(told.code == 0, 'the new text parses')
  note(vim.diff(user.saved() .. '\n', user.text() .. '\n'))
  vim.cmd('silent undo')
  user.expect(user.text() == user.saved(), 'one undo brings back what was there')
end

user.progress = {}
ask_for_products()
user.await(function()
  return counted() > 0
end, 'the second answer begins')
user.client():notify('window/workDoneProgress/cancel', { token = user.progress[1].token })
user.expect(user.ended() == 'cancelled; nothing was changed', 'the run ends as cancelled')
user.expect(user.text() == user.saved(), 'nothing was changed')
