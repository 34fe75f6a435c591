"""Tests of the telephone exchange."""
