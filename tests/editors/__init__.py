"""Checks in real editors; README.md says how they work."""
