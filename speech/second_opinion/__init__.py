"""A slower, second recogniser that hears a stored description again after the call; off unless it is wanted."""
