"""Tests of the prompts' loudness, sounds, recordings and reports."""
