-- Opens a file with a plain language client, prints its diagnostics and a hover, and ends with 1 when none arrive.
-- nvim --headless -u NONE -i NONE -c 'luafile diagnostics.lua' FILE, with LSP_COMMAND, HOVER_LINE and HOVER_COLUMN (from 0)
local client = vim.lsp.start_client({ name = 'bridgekeeper', cmd = vim.split(vim.env.LSP_COMMAND, ' '), root_dir = vim.fn.getcwd() })
vim.lsp.buf_attach_client(0, client)
local ok = vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 50)
for _, found in ipairs(vim.diagnostic.get(0)) do
  io.write(string.format('%d:%d %s %s\n', found.lnum + 1, found.col + 1, found.source or '', found.code or ''))
end
local position = { line = tonumber(vim.env.HOVER_LINE), character = tonumber(vim.env.HOVER_COLUMN) }
local params = { textDocument = vim.lsp.util.make_text_document_params(), position = position }
for _, answer in pairs(vim.lsp.buf_request_sync(0, 'textDocument/hover', params, 5000) or {}) do
  io.write('hover: ' .. (answer.result and answer.result.contents.value or 'none') .. '\n')
end
vim.cmd(ok and 'qall!' or 'cquit 1')
