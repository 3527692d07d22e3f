"""The way in from an LMS: what students handed in there, and who is in the class."""
