"""The way out: grades and feedback back into the LMS, in its own files and by its own names."""
