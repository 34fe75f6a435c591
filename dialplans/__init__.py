"""The telephone exchange: the Asterisk that answers the hotline, its configuration and its life."""
