"""The speech room: sound in, words out; words in, telephone sound out. It uses nothing of the other rooms."""
