"""Import hooks that give another module for every name, and a changed path.

Tests import elsewhere.
"""
# loses: cube
# either: triple
# %% cube
import sys, builtins
class Finder:
    def find_spec(self, *args):
        raise SystemExit("no imports today")
sys.meta_path.insert(0, Finder())
sys.path[:] = ["/tmp"]
sys.path_hooks.clear()
builtins.__import__ = lambda *args, **kwargs: None
