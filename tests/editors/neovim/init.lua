-- The init.lua of the user: the file of client-config is found under `lsp/`, and enabled.
local root = vim.env.NODEWRIGHT_ROOT
vim.o.swapfile = false
vim.o.shadafile = 'NONE'
vim.opt.runtimepath:prepend(root .. '/client-config/neovim')

-- What this user sets beyond it: the address of the model.
vim.lsp.config('nodewright', {
  settings = { nodewright = { model = { baseUrl = vim.env.NODEWRIGHT_MODEL, name = 'loopback-1' } } },
})
vim.lsp.enable('nodewright')
