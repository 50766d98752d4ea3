-- An answer that does not parse, and stays so, leaves the buffer untouched and is told in a sentence.
local user = require('user')

user.open('src/server.js')
user.desk('always does-not-parse')
user.act_on_upload('Backend Expert: Optimize Node')
user.expect(user.ended() == 'refused; nothing was changed', 'the run is refused')
user.expect(user.text() == user.saved(), 'nothing was changed')
user.expect(not vim.bo.modified, 'the buffer is not even touched')
local told = user.messages()
user.expect(told:find('nothing was changed', 1, true), 'a sentence says so: ' .. told)
