"""An endless loop in a cell.

It is interrupted after its time; the cells behind it are graded.
"""
# loses: cube
# prints: ran out of time
# %% cube
while True:
    pass
