"""Leaves with success, in a cell and in a call.

SystemExit is an exception like others; leaving is no passing.
"""
# loses: cube
# %%
import sys
sys.exit(0)
# %% cube
def cube(z):
    raise SystemExit(0)
