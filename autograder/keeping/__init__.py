"""Safe keeping: one archive with all of a course that cannot be made again, and the way back."""
