"""A computation in C that hears no interrupt: a regular expression with exponential time.

It is ended the hard way; what stands before and behind it is graded.
"""
# loses: cube
# prints: ran out of time
# %% cube
import re
re.match(r"(a+)+$", "a" * 60 + "b")
