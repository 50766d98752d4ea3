-- An edit with risks waits for the user's word: Discard changes nothing, Apply applies it.
local user = require('user')

user.open('src/server.js')
user.desk('always risky')
user.choice = 'Discard'
user.act_on_upload()
user.expect(user.ended() == 'refused; nothing was changed', 'the first run is refused')
user.expect(user.text() == user.saved(), 'nothing was changed')
user.expect(vim.deep_equal(user.asked[1].titles, { 'Apply', 'Discard' }), 'there was a choice')

user.progress, user.choice = {}, 'Apply'
user.act_on_upload()
user.expect(user.ended():find('^applied'), 'the second run is applied')
user.expect(user.text():find('readline.createInterface', 1, true), 'the handler is repaired')
user.expect(#user.asked == 2, 'the user was asked once a run')
