"""The Indonesian model: spelling to sound, language model, lexicon, and what the built model hears."""
