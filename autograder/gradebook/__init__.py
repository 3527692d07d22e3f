"""nbgrader's gradebook: the only package that opens, fills or asks it."""
