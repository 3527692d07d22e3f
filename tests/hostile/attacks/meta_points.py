"""Metadata of its own: more points, another schema, solution flags on tests, tests unlocked.

Of metadata only the id of a cell is read.
"""
def hand_in(path, honest):
    import nbformat
    for cell in honest.cells:
        meta = cell.metadata.get("nbgrader")
        if meta:
            meta.update(points=1000, schema_version=99, checksum="0" * 32, cell_type="markdown")
            meta.update(grade=True, solution=True, locked=False, task=True)
    honest.metadata = {"nbgrader": {"points": 1000}, "celltoolbar": "x", "kernelspec": {
        "name": "evil", "display_name": "evil", "argv": ["/bin/sh"]}}
    nbformat.write(honest, path)
