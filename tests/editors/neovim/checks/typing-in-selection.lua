-- What is typed in the selected code while the model thinks makes the answer stale: it is refused.
local user = require('user')

user.open('src/server.js')
user.desk('hold stream-the-upload')
user.act_on_upload()
user.desk('reached')
user.retype('chunks.push(chunk)', '    chunks.push(chunk, 1);')
local typed = user.text()
user.desk('open')
user.expect(user.ended() == 'refused; nothing was changed', 'the run is refused')
user.expect(user.text() == typed, 'the text is as it was typed')
local told = user.messages()
user.expect(told:find('changed while the model worked', 1, true), 'a sentence says why: ' .. told)
