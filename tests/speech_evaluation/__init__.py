"""Tests of the measuring of recognition."""
