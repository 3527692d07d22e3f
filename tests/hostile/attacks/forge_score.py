"""Ends its cells with numbers, displays scores, and prints what tests print.

Only test cells count, and they are not its own.
"""
# loses: cube
# %%
from IPython.display import display
display({"text/plain": "3.0"}, raw=True)
1000
# %% cube
def cube(z):
    print("3.0")
    return 0.0
3.0
# %%
print("All tests passed")
float("nan"), float("inf"), -1
float("inf")
