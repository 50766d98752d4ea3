-- Settings of the configuration reach the server, at its start and when they change.
local user = require('user')

local function level()
  local found = user.finding('sql-injection')
  return found and found.severity
end

vim.lsp.config('nodewright', { settings = { nodewright = { rules = { ['sql-injection'] = 'hint' } } } })
user.open('src/server.js')
user.await(function()
  return level() == vim.diagnostic.severity.HINT
end, 'the finding has the level of the settings')

local client = user.client()
client.settings.nodewright.rules['sql-injection'] = 'off'
client:notify('workspace/didChangeConfiguration', { settings = client.settings })
user.await(function()
  return not level()
end, 'a rule that is switched off finds nothing')
