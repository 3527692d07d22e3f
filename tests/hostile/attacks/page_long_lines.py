"""Outputs and answers that take quadratic time to look through, each one line long.

Pages are made in linear time, and the rest is graded.
"""
# %% cube
from IPython.display import HTML, Markdown, display
for sign in ("<", "[", "<a b='", "<!--", "\\begin{a}", "$", "`", "BEGIN HIDDEN TESTS "):
    display(HTML((sign * 9000)[:9000]), Markdown((sign * 9000)[:9000]))
    print((sign * 9000)[:9000])
x = "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a" * 99
def cube(z):
    return np.asarray(z, dtype=float) ** 3
