"""A course as it lies on the disk: its folders, settings, texts and questions."""
