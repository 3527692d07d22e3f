"""Signs that change the direction of reading, in a name, in an exception and in an output.

They are shown as escapes.
"""
# loses: cube
# %% cube
print("\u202e1 of 9\u2066")
def cube(z):
    raise KeyError("\u202e9 of 9 points")
