-- A finding shows at its place, with its severity, its rule and its source.
local user = require('user')

user.open('src/server.js')
local found = user.finding('sql-injection')
user.expect(found, 'sql-injection is found')
user.expect(found.source == 'nodewright', 'its source is nodewright')
user.expect(found.severity == vim.diagnostic.severity.ERROR, 'it is an error')
user.expect(found.lnum + 1 == user.line('await pool.query(', 30), 'it stands at the query')
user.expect(found.message:find('SQL', 1, true), 'it speaks of SQL: ' .. found.message)
