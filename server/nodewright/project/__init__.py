"""What the project around a file says of itself, and which of its paths may be touched."""
