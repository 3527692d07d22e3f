"""Which answers of a class have more in common than chance: what to look at, and no verdict."""
