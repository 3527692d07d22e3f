"""What grading has found, for people: feedback, reports, tables."""
