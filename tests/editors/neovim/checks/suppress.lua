-- The light bulb writes a comment that hides a finding and asks for a reason; its finding goes.
local user = require('user')

user.open('src/server.js')
user.cursor('${name}')
user.act('Suppress sql-injection with a reason…')
user.await(function()
  return user.text():find('// nodewright-ignore sql-injection -- ', 1, true)
end, 'the comment is written')
user.await(function()
  return not user.finding('sql-injection')
end, 'the finding goes')
user.expect(not user.finding('suppression-without-reason'), 'the comment is a good one')
