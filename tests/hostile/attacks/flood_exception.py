"""An exception with a message of 100 MB, in a cell and in a call.

Messages are cut.
"""
# loses: cube
# prints: xxxx
# %%
raise ValueError("x" * (100 << 20))
# %% cube
def cube(z):
    raise ValueError("x" * (100 << 20))
