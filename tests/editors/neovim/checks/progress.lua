-- A run tells its stages as progress, tokens and receipt included, and ends it.
local user = require('user')

user.open('src/server.js')
user.desk('answer stream-the-upload')
user.act_on_upload()
user.ended()
local kinds = vim.tbl_map(function(params)
  return params.value.kind
end, user.progress)
user.expect(kinds[1] == 'begin' and kinds[#kinds] == 'end', 'it begins and ends')
user.expect(#kinds > 4, 'there are stages in between')
local begin = user.progress[1].value
user.expect(begin.title == 'Fix backend', 'the title is the action')
user.expect(begin.cancellable, 'it can be cancelled')
local stages = table.concat(user.stages(), '\n')
user.expect(stages:find('tokens so far', 1, true), 'tokens are counted: ' .. stages)
user.expect(stages:find('applying the edit', 1, true), 'the edit is announced: ' .. stages)
user.expect(vim.tbl_isempty(user.client().progress.pending), 'nothing is pending any more')
