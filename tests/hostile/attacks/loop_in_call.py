"""An endless loop when a test calls the answer.

Both tests of the question run out of time; the others are graded.
"""
# loses: cube
# prints: ran out of time
# %% cube
def cube(z):
    while True:
        pass
