-- Runs the check g:check, and ends Neovim with code 0 where it holds.
local here = debug.getinfo(1, 'S').source:match('^@(.*)/[^/]*$')
package.path = here .. '/?.lua;' .. package.path
local user = require('user')

local ok, why = xpcall(dofile, function(error)
  return debug.traceback(tostring(error), 2)
end, vim.g.check)

if not ok then
  io.stdout:write(why .. '\n' .. user.account() .. '\n')
end
vim.cmd(ok and 'qa!' or 'cquit! 1')
