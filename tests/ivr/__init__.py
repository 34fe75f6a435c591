"""Tests of the bridge between Asterisk and the database."""
