"""Exceptions whose type has a name of megabytes, of markup, or of nothing.

Names are cut.
"""
# loses: cube
# %%
raise type("N" * (5 << 20), (Exception,), {})("x")
# %%
raise type("<script>alert(1)</script>", (Exception,), {"__module__": None})("<img src=x onerror=a()>")
# %% cube
def cube(z):
    raise type("N" * (5 << 20), (Exception,), {})("x")
