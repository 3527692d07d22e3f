"""A value whose text has 300 MB, and one picture of 50 MB.

They are cut; the cell's own function is still graded, for it is right.
"""
# %% cube
class Loud:
    def __repr__(self):
        return "x" * (300 << 20)
    def _repr_html_(self):
        return "y" * (50 << 20)
def cube(z):
    return np.asarray(z, dtype=float) ** 3
Loud()
