"""How values travel: through a chunk, between chunks, and in from a request or a caller."""
