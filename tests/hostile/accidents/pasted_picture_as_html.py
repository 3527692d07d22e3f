"""A picture of a few hundred kilobytes, shown as HTML on one long line: a table of figures."""
# %% cube
from IPython.display import HTML, display
display(HTML(f"<table><tr><td><img src='data:image/png;base64,{'A' * 80_000}'></td></tr></table>"))
def cube(z):
    return np.asarray(z, dtype=float) ** 3
