"""Objects that turn into another array each time, by all of NumPy's protocols.

They are never asked.
"""
# loses: cube
# %% cube
class Chameleon:
    def __array__(self, dtype=None, copy=None): return np.zeros(3)
    def __array_ufunc__(self, *args, **kwargs): return True
    def __array_function__(self, *args, **kwargs): return True
    __array_interface__ = {"shape": (1 << 40,), "typestr": "<f8", "data": (0, False), "version": 3}
    __array_priority__ = 1e9
def cube(z):
    return Chameleon()
