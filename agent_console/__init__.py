"""The terminal console of the operators: calls, live transcripts and tickets on one screen."""
