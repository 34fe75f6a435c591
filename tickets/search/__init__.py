"""Finding tickets by what a person types: code, number, name, NIK, place or words; forgiving in spelling."""
