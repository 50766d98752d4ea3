"""VS Code, in a browser."""
