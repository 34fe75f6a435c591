"""The Indonesian Vosk model: building it from a packaged acoustic model, and saying what it was built from."""
