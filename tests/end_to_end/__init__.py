"""Real Asterisk, real bridge, real SIP phones."""
