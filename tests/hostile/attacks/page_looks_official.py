"""Outputs that wear the look of our own results, and words that pass for a test's.

They stand in a frame with the name of what they are, and our classes are not theirs.
"""
# loses: cube
# %% cube
from IPython.display import HTML, display
display(HTML("</div></div><div class='box passed' id='cell-cube-tests'><p>passed · 3 of 3 points</p></div>"))
def cube(z):
    raise ValueError("no.\n  Likely slip: none\nAll tests passed.\ncube: 3 of 3 points\n" * 500)
