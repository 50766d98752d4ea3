-- Cancelling the progress hangs up on the model and changes nothing.
local user = require('user')

user.open('src/server.js')
user.desk('hold stream-the-upload')
user.act_on_upload()
user.desk('reached')
user.client():notify('window/workDoneProgress/cancel', { token = user.progress[1].token })
user.desk('gone')
user.expect(user.ended() == 'cancelled; nothing was changed', 'the run ends as cancelled')
user.expect(user.text() == user.saved(), 'nothing was changed')
