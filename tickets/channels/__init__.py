"""Reports of other channels come in, and tickets go out: files, mail, and the shapes that other systems read."""
