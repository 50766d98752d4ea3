"""Data of the persona pack; read through importlib.resources."""
