"""Calls the test's function with the function itself, with itself as an argument, and deeper.

Callbacks take plain values only; nesting is bounded.
"""
# loses: twice
# %% twice
def twice(f, z):
    try:
        f(f)
    except Exception:
        pass
    try:
        f(twice)
    except Exception:
        pass
    deep = []
    for n in range(5000):
        deep = [deep]
    return f(deep)
