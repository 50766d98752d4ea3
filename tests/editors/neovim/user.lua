-- What a person does and sees in Neovim, for the checks.
local M = {}

-- Milliseconds; the machine may do much else.
local PATIENCE = tonumber(vim.env.NODEWRIGHT_PATIENCE) or 60000

M.progress = {} -- every value of LspProgress so far
M.asked = {} -- every question of vim.ui.select: its prompt and what it offered
M.choice = nil -- the title that the user chooses when asked; nil dismisses the question

vim.api.nvim_create_autocmd('LspProgress', {
  callback = function(event)
    table.insert(M.progress, event.data.params)
  end,
})

vim.ui.select = function(items, options, on_choice)
  local titles = vim.tbl_map(options.format_item or tostring, items)
  table.insert(M.asked, { prompt = options.prompt, titles = titles })
  for number, title in ipairs(titles) do
    if title == M.choice then
      return on_choice(items[number], number)
    end
  end
  on_choice(nil, nil)
end

-- Fail unless `what` is true.
function M.expect(what, sentence)
  if not what then
    error('not so: ' .. sentence, 2)
  end
end

-- Wait until `holds` returns something true, and return it.
function M.await(holds, sentence)
  local found
  local ok = vim.wait(PATIENCE, function()
    found = holds()
    return found
  end, 10)
  if not ok then
    error('never: ' .. sentence, 2)
  end
  return found
end

-- Tell the model what to do; see desk.py.
function M.desk(command)
  local heard
  local channel = vim.fn.sockconnect('tcp', '127.0.0.1:' .. vim.env.NODEWRIGHT_DESK, {
    on_data = function(_, data)
      if data[1] ~= '' then
        heard = data[1]
      end
    end,
  })
  vim.fn.chansend(channel, command .. '\n')
  M.await(function()
    return heard
  end, 'the model answers ' .. command)
  vim.fn.chanclose(channel)
  return heard
end

function M.client()
  return vim.lsp.get_clients({ name = 'nodewright' })[1]
end

-- Open a file and wait for the server, and for its findings unless there are none.
function M.open(name, quiet)
  vim.cmd.edit(name)
  M.await(function()
    local client = M.client()
    return client and client.initialized
  end, 'the server starts')
  if not quiet then
    M.await(function()
      return #vim.diagnostic.get(0) > 0
    end, 'a finding shows')
  end
end

function M.text(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer or 0, 0, -1, false), '\n')
end

-- The text of the file of the current buffer as it is on disk.
function M.saved()
  return table.concat(vim.fn.readfile(vim.api.nvim_buf_get_name(0)), '\n')
end

-- The number of the first line that holds `words`, from 1.
function M.line(words, after)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    if number > (after or 0) and line:find(words, 1, true) then
      return number
    end
  end
  error('no line holds ' .. words, 2)
end

function M.cursor(words)
  local number = M.line(words)
  local line = vim.api.nvim_buf_get_lines(0, number - 1, number, false)[1]
  vim.api.nvim_win_set_cursor(0, { number, line:find(words, 1, true) - 1 })
end

-- The finding of a rule, if it shows.
function M.finding(rule)
  for _, found in ipairs(vim.diagnostic.get(0)) do
    if found.code == rule then
      return found
    end
  end
end

-- Replace the line that holds `words`, as typing does.
function M.retype(words, line)
  local number = M.line(words)
  vim.api.nvim_buf_set_lines(0, number - 1, number, false, vim.split(line, '\n'))
end

-- Choose the action of this title at the cursor or for the selected lines.
function M.act(title)
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return action.title == title
    end,
  })
end

-- Select the handler of the upload with V and choose an action for it.
function M.act_on_upload(title)
  local first = M.line("app.post('/products/import'")
  vim.cmd(('normal! %dGV%dG'):format(first, M.line('});', M.line('res.status(400)'))))
  M.act(title or 'Backend Expert: Fix backend')
  vim.cmd('normal! \27')
end

-- The messages of progress so far, the title of one that begins included.
function M.stages()
  return vim.tbl_map(function(params)
    return params.value.message or params.value.title or ''
  end, M.progress)
end

-- Wait for the end of the run; its last words.
function M.ended()
  return M.await(function()
    for _, params in ipairs(M.progress) do
      if params.value.kind == 'end' then
        return params.value.message
      end
    end
  end, 'the run ends')
end

function M.messages()
  return vim.fn.execute('messages')
end

-- The buffer whose name holds `words`, if there is one.
function M.buffer(words)
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_get_name(buffer):find(words, 1, true) then
      return buffer
    end
  end
end

M.HEADER = table.concat({
  '/**',
  ' * This file was generated with the help of Backend NodeJS Expert AI assistant. ',
  ' */',
  '',
}, '\n')

-- All that was seen, for a check that failed.
function M.account()
  local path = vim.lsp.log.get_filename()
  local log = vim.uv.fs_stat(path) and vim.fn.readfile(path, '', -20) or {}
  return table.concat({
    'log: ' .. table.concat(log, '\n'),
    'changed: ' .. vim.diff(M.saved() .. '\n', M.text() .. '\n'),
    'messages: ' .. M.messages(),
    'progress: ' .. vim.inspect(M.stages()),
    'questions: ' .. vim.inspect(M.asked),
  }, '\n')
end

return M
