"""Gives the test's function objects that lie, and takes what it returns for an expected value.

Nothing of the test can be learnt from its callbacks but what they compute.
"""
# loses: twice
# %% twice
def twice(f, z):
    for name in ("__globals__", "__code__", "__closure__", "__self__"):
        try:
            if "oracle" in str(getattr(f, name)) or "5.0" in str(getattr(f, name)):
                raise SystemError("BROKEN")
        except AttributeError:
            pass
    return [f(z), z]
