"""Describes a formula as a tree that takes for ever, or grows without end.

Trees are bounded in size, numbers in digits.
"""
# loses: formula
# %% formula
from helpers.checks import descriptions
tower = ["Rational", "9", "1"]
for n in range(50):
    tower = ["Pow", tower, tower] if n < 8 else ["exp", tower]
descriptions.describe_object = lambda thing: tower
def formula(z):
    return z
