"""Who is rung when a ticket must be answered, when, in which order, and what has become of each call."""
