"""Hands in a folder with the notebook's name.

It is refused with a sentence.
"""
# refused: not an ordinary file
def hand_in(path, honest):
    path.mkdir()
