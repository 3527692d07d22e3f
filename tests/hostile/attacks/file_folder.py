"""Hands in a folder with the notebook's name.

It is refused with a sentence.
"""
# refused: no ordinary file
def hand_in(path, honest):
    path.mkdir()
