"""Prints without end.

The output is cut, the cell runs out of time, the rest is graded.
"""
# loses: cube
# prints: output cut
# %% cube
while True:
    print("flood " * 100)
