"""Subclasses of float, int, str, bool-likes that lie in every operation.

What crosses is the plain number that they are made of.
"""
# loses: cube slope
# %% cube
class Liar(float):
    def __float__(self): return 8.0
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    def __abs__(self): return 0.0
    def __repr__(self): return "3.0"
    def __index__(self): return 1
    def __format__(self, spec): return "right"
    def __reduce__(self): return (print, ("BROKEN",))
    __class__ = property(lambda self: np.ndarray)
def cube(z):
    return Liar(5.0)
# %% slope
class Number(int):
    def __lt__(self, other): return True
    def __abs__(self): return Number(0)
    def bit_length(self): return 10**30
    def __int__(self): return 0
slope = Number(10**30)
