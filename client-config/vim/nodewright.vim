" nodewright for Vim 8.2 and newer, by the plugin vim-lsp.
"
" Copy this file to ~/.vim/plugin/nodewright.vim.
" Then: `:LspCodeAction` offers the actions (select lines with V first), `:LspHover` explains a
" finding, `:LspStatus` tells whether the server runs.

function! s:register() abort
  call lsp#register_server({
        \ 'name': 'nodewright',
        "\ Command: `nodewright` must be on the PATH; otherwise write its full path here.
        \ 'cmd': ['nodewright', 'server'],
        "\ File types. Other servers may run beside this one.
        \ 'allowlist': ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'],
        \ 'root_uri': {_ -> lsp#utils#path_to_uri(lsp#utils#find_nearest_parent_file_directory(
        \   lsp#utils#get_buffer_path(), ['.git/', 'package.json']))},
        "\ One setting; docs/settings.md lists all. Without the line, and with OPENAI_API_KEY set,
        "\ OpenAI's service is asked; with neither, only the offline rules work. To switch a line
        "\ on, take away its quotation mark.
        \ 'workspace_config': {'nodewright': {'model': {
        "\   'baseUrl': 'http://localhost:11434/v1',
        \   'timeout': 120,
        \ }}},
        \ })
endfunction

augroup nodewright
  autocmd!
  autocmd User lsp_setup call s:register()
augroup END
