"""Callbacks of the shell that run before and behind every cell, and magics that replace others.

At worst its own cells suffer.
"""
# loses: cube
# either: triple
# %% cube
ip = get_ipython()
def before(*_):
    ip.user_ns["cube"] = 3.0
for name in ("pre_execute", "post_execute", "pre_run_cell", "post_run_cell"):
    ip.events.register(name, before)
ip.set_custom_exc((BaseException,), lambda *args, **kwargs: None)
