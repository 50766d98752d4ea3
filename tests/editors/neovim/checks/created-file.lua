-- The test that an answer creates is a buffer of its own, and lies on the disk after :wall.
local user = require('user')

user.open('src/server.js')
user.desk('answer stream-the-upload')
user.act_on_upload()
user.ended()
local created = user.buffer('test/import.test.js')
user.expect(created, 'there is a buffer of the new test')
user.expect(vim.startswith(user.text(created), user.HEADER), 'it begins with the header')
vim.cmd('silent wall')
local lines = vim.fn.readfile('test/import.test.js')
user.expect(table.concat(lines, '\n') == user.text(created), 'the disk holds it')
user.expect(user.saved() == user.text(), 'the repaired file is on the disk, too')
