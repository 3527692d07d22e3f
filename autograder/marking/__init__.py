"""Marking: written answers marked in the browser, straight into nbgrader's gradebook."""
