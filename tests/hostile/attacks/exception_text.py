"""Exceptions whose text, representation or type break when they are looked at, or never end.

A test that cannot tell what went wrong still fails.
"""
# loses: cube slope
# slow
# %%
class Broken(Exception):
    def __str__(self): raise Broken
    __repr__ = __str__
    @property
    def __traceback__(self): raise Broken
raise Broken
# %% cube
class Worse(BaseException):
    def __str__(self):
        while True:
            pass
def cube(z):
    raise Worse
# %% slope
class Lazy:
    def __getattr__(self, name):
        raise SystemExit
    def __repr__(self):
        raise KeyboardInterrupt
slope = Lazy()
slope
