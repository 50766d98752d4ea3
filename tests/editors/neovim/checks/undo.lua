-- One undo takes a whole edit of the model back, byte for byte.
local user = require('user')

user.open('src/server.js')
user.desk('answer stream-the-upload')
user.act_on_upload()
user.ended()
user.expect(user.text() ~= user.saved(), 'the text is changed')
vim.cmd('silent undo')
user.expect(user.text() == user.saved(), 'one undo brings back what was there')
vim.cmd('silent redo')
user.expect(user.text():find('readline.createInterface', 1, true), 'redo brings back the edit')
