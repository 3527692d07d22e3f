"""Raises exceptions whose types bear the names of the grader's own.

They say nothing about points; whatever is raised fails the test.
"""
# loses: cube
# %% cube
import random
def cube(z):
    names = ("CheckFailed", "PeerGoneError", "DeadKernelError", "KeyboardInterrupt", "SystemExit",
             "StopIteration", "GeneratorExit", "Passed", "a\nb", "", "x" * 10**6, "ExceptionGroup",
             "UnicodeDecodeError", "NotImplementedError", "BaseException", "__import__")
    raise type(random.choice(names), (BaseException,), {})("all tests passed")
