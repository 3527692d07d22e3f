"""Asks the test to call its own function back, again and again, and never replies.

The test runs out of time.
"""
# loses: twice
# slow
# %% twice
def twice(f, z):
    while True:
        f(z)
