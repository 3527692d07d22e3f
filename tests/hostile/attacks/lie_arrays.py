"""Subclasses of arrays that change shape, type and content when looked at.

What crosses are bytes, read once.
"""
# loses: cube
# %% cube
class Fickle(np.ndarray):
    looks = 0
    @property
    def shape(self):
        Fickle.looks += 1
        return () if Fickle.looks % 2 else (1 << 50,)
    def astype(self, *args, **kwargs): return self
    def tobytes(self, *args): return b"x" * 1000
    def __array_finalize__(self, other): pass
    dtype = property(lambda self: np.dtype("O") if Fickle.looks % 2 else np.dtype(float))
def cube(z):
    return np.zeros(3).view(Fickle)
