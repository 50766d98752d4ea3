-- An action of the expert works in the background, and its edit arrives with header and receipt.
local user = require('user')

user.open('src/server.js')
user.desk('answer stream-the-upload')
user.act_on_upload()
local receipt = user.ended()
user.expect(receipt:find('^applied · parses'), 'the progress ends with the receipt: ' .. receipt)
local text = user.text()
user.expect(vim.startswith(text, user.HEADER .. "'use strict';"), 'the header stands on top')
user.expect(text:find('readline.createInterface', 1, true), 'the handler reads line by line')
user.expect(not text:find('chunks.push', 1, true), 'the old handler is gone')
user.expect(user.desk('asked') == '1', 'the model was asked once')
