"""Adapts the packaged acoustic model to Indonesian sound: corpus, telephone line, network, training, model card."""
