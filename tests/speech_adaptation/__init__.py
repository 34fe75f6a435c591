"""Adapting the acoustic model: corpus, telephone line, agreement with Vosk, objective, training, card, commands."""
