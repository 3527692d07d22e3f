"""Hands in a link to a file of the machine.

Links are not followed.
"""
# refused: is a link
def hand_in(path, honest):
    path.symlink_to("/etc/passwd")
