"""Personal data: who sees what, how long it is kept, and what a person may ask for (UU 27/2022)."""
