"""The instructor's tool: build, release, grade, feedback, report, on top of nbgrader.

Importing this package is cheap; every module imports the libraries it needs when it is used.
"""

__version__ = "0.1.0"
