-- The report opens beside the code, with its headings, and the cursor stays in the code.
local user = require('user')

user.open('src/server.js')
local window = vim.api.nvim_get_current_win()
user.desk('answer stream-the-upload')
user.act_on_upload()
user.ended()
local report = user.buffer('report-1.md')
user.expect(report, 'there is a buffer of the report')
user.expect(#vim.fn.win_findbuf(report) == 1, 'a window shows it')
user.expect(vim.api.nvim_get_current_win() == window, 'the cursor stays where it was')
local text = user.text(report)
for _, heading in ipairs({ 'Root cause', 'Risks and trade-offs', 'How to verify' }) do
  user.expect(text:find('## ' .. heading, 1, true), heading .. ' is a heading: ' .. text)
end
