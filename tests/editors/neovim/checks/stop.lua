-- While a run is under way the list of actions stops it; nothing is changed.
local user = require('user')

user.open('src/server.js')
user.desk('hold stream-the-upload')
user.act_on_upload()
user.desk('reached')
user.act('Backend Expert: Stop Fix backend')
user.desk('gone')
user.expect(user.ended() == 'cancelled; nothing was changed', 'the run ends as cancelled')
user.expect(user.text() == user.saved(), 'nothing was changed')
