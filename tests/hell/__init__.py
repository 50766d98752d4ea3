"""Hostile networks, hostile messages, load and long life, through a real server process.

``python -m hell`` (in the folder ``tests``) runs everything and writes the tables of
``docs/safety.md``; ``make safety`` and ``make soak`` are the short ways there.
"""
