"""Files for editors; `nodewright init` reads them through importlib.resources."""
