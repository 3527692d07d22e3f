"""Input transformers that would replace the text of every later cell, and of tests.

Tests never pass through the answer's shell; at worst its own cells suffer.
"""
# loses: cube
# either: triple
# %% cube
ip = get_ipython()
def rewrite(lines):
    return ["3.0\n"]
ip.input_transformers_cleanup.append(rewrite)
ip.input_transformers_post.append(rewrite)
ip.ast_transformers.append(None)
def cube(z):
    return 0.0
