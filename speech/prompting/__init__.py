"""What makes prompts understood: even loudness, right sounds, human recordings, and reports about all of them."""
