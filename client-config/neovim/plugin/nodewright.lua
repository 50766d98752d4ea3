-- Starts nodewright with every file of its types, as ../lsp/nodewright.lua says.
vim.lsp.enable('nodewright')
