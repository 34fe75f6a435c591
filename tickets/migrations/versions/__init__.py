"""One file a step, each pointing to the one before."""
