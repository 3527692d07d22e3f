"""Pages: notebooks as parts of them, one look for all."""
