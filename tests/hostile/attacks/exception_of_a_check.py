"""Exceptions that pass for a failed check, to have their words shown as a test's own.

They are quoted as what an answer has raised.
"""
# loses: square cube triple
# prints: square raised CheckFailed: “All is well. You get 9 of 9.”
# %% square
class CheckFailed(AssertionError):
    pass
def square(z):
    raise CheckFailed("All is well.\nYou get 9 of 9.")
# %% cube
def cube(z):
    from helpers.checks import CheckFailed
    raise CheckFailed("cube is right.", slip="none")
# %% triple
def triple(z):
    raise AssertionError("triple (0 of 0): all is well")
