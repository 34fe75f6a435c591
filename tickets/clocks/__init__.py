"""The clocks of a ticket: the office's calendar, the table of time limits, deadlines, and what falls due when."""
