"""Replies with values that no encoder makes: one wrong form for each call.

Each ends its test without points, and without harm.
"""
# loses: cube
# %% cube
import random
from autograder.engine.answer_side import service
original = service.Service._perform
ODD = [
    ["array", "<f8", [3], 0, 10**9], ["array", "|O", [1], 0, 8], ["array", "<f8", [-1], 0, 8],
    ["array", "<f8", [float("nan")], 0, 0], ["array", "<f8", [2**28, 2**28, 0], 0, 0],
    ["array", "<f8", "3", 0, 0], ["array", "<f8", [1], -8, 8], ["array", "<f8", [True], 0, 8],
    ["tensor", "float64", [2**40], 0, 0, True, True], ["tensor", "qint8", [0], 0, 0, 1, 1],
    ["dict", [["list"], 1]], ["dict", 3], ["int", "__import__('os')"], ["int", "9" * 30_000],
    ["complex", "1", 2], ["complex", 10**400, 1], ["reference", "os", "system"],
    ["reference", "numpy", "allclose"], ["callback", 0, "f"], ["handle", -1, "x", "y", ["list"]],
    ["handle", 1e9, 3, None, {}], ["eval", "1+1"], [[]], [], {}, {"a": 1}, ["list", ["list", []]],
    ["scalar", "<f8", [5], 0, 0], ["scalar", "<f8", [0], 0, 0],
]
def forged(self, frame):
    if frame.header.get("name") not in (None, "cube"):
        return original(self, frame)
    if frame.header.get("name") == "cube":
        self.mine = ["handle", 0, "function", "cube", ["list"]]
        return {"op": "done", "value": self.mine}, b""
    if not hasattr(self, "mine"):
        return original(self, frame)
    value = random.choice(ODD)
    return {"op": "done", "value": value, "arguments": ["list", value]}, b"12345678"
service.Service._perform = forged
def cube(z):
    return 0.0
