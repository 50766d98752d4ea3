"""What rules ask and repair, one module a topic; see `predicates.py` for the table of them."""
