"""Puts a namespace in place of its own that gives other values each time it is asked.

Each test asks once, and asks for values.
"""
# loses: cube
# %% cube
class Names(dict):
    def __getitem__(self, name):
        if name == "cube":
            return lambda z: 0.0
        return dict.__getitem__(self, name)
ip = get_ipython()
ip.user_ns = ip.user_module.__dict__ and Names(ip.user_ns)
