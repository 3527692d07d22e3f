"""Replaces the shell's methods, so that it would run something else.

At worst its own cells suffer.
"""
# loses: cube
# either: triple
# %% cube
ip = get_ipython()
def run_cell(*args, **kwargs):
    raise SystemExit(0)
ip.run_cell = type(ip).run_cell = run_cell
type(ip)._showtraceback = None
