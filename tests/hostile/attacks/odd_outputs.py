"""Outputs that no notebook can hold: objects for texts, sets, NaN, numbers as keys, surrogates.

They are dropped; the process lives on, and the answer in the same cell is graded.
"""
# %% cube
from IPython.display import display
class Odd:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": {1, 2}, "application/json": object(), "text/html": b"\xff",
                "image/png": 3, "text/markdown": ["a"], "\ud800": "\udfff"}
display(Odd())
get_ipython().display_pub.publish({3: float("nan"), None: Odd()}, {"x": Odd()})
try:
    get_ipython().display_pub.publish([])
except AttributeError:
    pass
print("\ud800 \x00 \x1b[31m")
def cube(z):
    return np.asarray(z, dtype=float) ** 3
Odd()
