"""The telephone side: one process, the bridge between Asterisk and the tickets."""
