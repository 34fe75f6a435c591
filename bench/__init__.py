"""How fast the hotline is, measured over real calls; `python -m bench` prints the table."""
