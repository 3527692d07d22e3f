"""Describes a picture that was never drawn: a forged description with odd parts.

A description must describe the right picture; wrong forms fail.
"""
# loses: draw
# %% draw
from helpers.checks import descriptions
odd = {"lines": [{"x": ["list"], "y": None}, {"x": np.zeros(20), "y": "sine"}, 3], "title": {}}
descriptions.describe_object = descriptions.describe_axes = lambda axes: odd
def draw(axes):
    pass
