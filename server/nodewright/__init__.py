"""nodewright: a Node.js backend expert as a language server that verifies every edit."""
