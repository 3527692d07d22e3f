"""From what students handed in to outcomes on record."""
