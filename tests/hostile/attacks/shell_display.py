"""Replaces display hooks, formatters and publishers, and publishes a score.

Outputs of its own cells do not count.
"""
# loses: cube
# either: triple
# %% cube
ip = get_ipython()
class Hook:
    def __call__(self, *args): return 3.0
    def __getattr__(self, name): return Hook()
ip.display_pub.publish({"text/plain": "3.0"})
import sys
sys.displayhook = Hook()
ip.displayhook = ip.display_formatter = ip.display_pub = None
def cube(z):
    return 0.0
# %%
3.0
