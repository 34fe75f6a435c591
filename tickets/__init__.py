"""The tickets room: the domain of the hotline and its database."""
