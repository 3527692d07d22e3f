"""A number with a billion digits.

The cell runs out of time.
"""
# loses: cube
# prints: ran out of time
# slow
# %% cube
x = 7 ** (10 ** 9)
