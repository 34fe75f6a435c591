"""Indonesian as it is spoken on the telephone: numbers, abbreviations and the vowels that a synthesiser gets wrong."""
