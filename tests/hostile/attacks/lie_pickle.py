"""Values that do something when they are unpickled, copied, shown or thrown away.

Nothing is ever unpickled.
"""
# loses: cube
# %% cube
import os
class Bomb:
    def __reduce__(self):
        return (os.system, ("touch {COURSE}/BROKEN",))
    __reduce_ex__ = lambda self, protocol: self.__reduce__()
    def __repr__(self):
        return "3.0"
def cube(z):
    return np.array([Bomb()], dtype=object)
