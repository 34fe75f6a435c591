"""Tests of the agent_console room."""
