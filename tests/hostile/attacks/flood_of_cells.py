"""Many cells with much output each, and none over its own bound.

The notebook as a whole has a bound too.
"""
def hand_in(path, honest):
    import nbformat
    for n in range(300):
        honest.cells.append(nbformat.v4.new_code_cell("print('x' * 90_000)", id=f"flood-{n}"))
    nbformat.write(honest, path)
