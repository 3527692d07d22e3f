"""Outputs of every kind with scripts, handlers and addresses that run.

Nothing of them runs in any page, and nobody gains by them.
"""
# prints: stays to be read
# %% cube
from IPython.display import HTML, SVG, Latex, Markdown, display
evil = ("<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a>"
        "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>stays to be read")
display(HTML(evil), Markdown(evil + "[x](javascript:alert(1)) ![y](attachment:z.png)"))
display(Latex("$\\href{javascript:alert(1)}{x}$" + evil))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script>"
            "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'/></foreignObject></svg>"))
display({"text/html": evil, "application/javascript": "alert(1)"}, raw=True,
        metadata={"text/html": {"isolated": True}})
def cube(z):
    return np.asarray(z, dtype=float) ** 3
