"""JavaScript and TypeScript as trees: the only room that opens tree-sitter."""
