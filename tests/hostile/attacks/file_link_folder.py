"""Hands in a folder that is a link to somewhere else.

Links are not followed.
"""
# refused: is a link
def hand_in(path, honest):
    import nbformat
    folder = path.parent
    real = folder.parent / (folder.name + "-real")
    real.mkdir()
    nbformat.write(honest, real / path.name)
    folder.rmdir()
    folder.symlink_to(real)
