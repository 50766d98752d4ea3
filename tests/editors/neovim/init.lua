-- The init.lua of the user: the file of client-config is found under `lsp/`, and enabled.
local root = vim.env.NODEWRIGHT_ROOT
vim.o.swapfile = false
vim.o.shadafile = 'NONE'
vim.opt.runtimepath:prepend(root .. '/client-config/neovim')

-- What this user sets beyond it: where the model is, and which one.
local model = {
  baseUrl = vim.env.NODEWRIGHT_MODEL,
  name = vim.env.NODEWRIGHT_MODEL_NAME or 'loopback-1',
}
vim.lsp.config('nodewright', {
  settings = { nodewright = { model = model } },
})
vim.lsp.enable('nodewright')
