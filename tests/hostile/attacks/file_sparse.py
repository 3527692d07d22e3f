"""Hands in a file of a terabyte that takes no room.

It is refused by its size.
"""
# refused: at most
def hand_in(path, honest):
    with open(path, "wb") as file:
        file.truncate(1 << 40)
