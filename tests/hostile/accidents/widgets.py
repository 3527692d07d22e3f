"""Rich output of every kind: HTML, LaTeX, Markdown, JSON, SVG, audio, widgets."""
# %%
from IPython.display import HTML, JSON, SVG, Audio, Latex, Markdown, clear_output, display
import ipywidgets
display(HTML("<b>x</b>"), JSON({"a": [1]}), Latex("$x$"), Markdown("*x*"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg'></svg>"), Audio(np.zeros(100), rate=8000))
display(ipywidgets.IntSlider())
clear_output(wait=True)
ipywidgets.interact(lambda n: n, n=3)
# %% cube
def cube(z):
    return np.asarray(z, dtype=float) ** 3
