"""Functions with hostile names, signatures, modules, docstrings and types.

They are shown as text, cut, or not at all.
"""
# loses: cube
# %% cube
class Odd(type):
    def __instancecheck__(cls, other): return True
    def __getattr__(cls, name): raise SystemExit("no")
class Function(metaclass=Odd):
    def __call__(self, z): return 0.0
    @property
    def __name__(self): return "<script>alert(1)</script>\n" * 10**5
    @property
    def __signature__(self): raise RuntimeError("no")
    __qualname__ = "allclose"
    __module__ = "numpy"
Function.__name__ = "</div>\x1b[2J" + "x" * 10**6
cube = Function()
