"""Displays large things without end.

What is kept of a cell is bounded.
"""
# loses: cube
# prints: ran out of time
# %% cube
from IPython.display import HTML, display
while True:
    display(HTML("<p>" + "x" * 50_000))
