"""Deletes tests, fixtures and an answer.

They are put back; what is not answered gets nothing.
"""
# loses: cube
def hand_in(path, honest):
    import nbformat
    gone = ("cube", "cube-tests", "cube-hidden", "imports", "triple-tests", "square-hidden")
    honest.cells = [
        cell for cell in honest.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id", "") not in gone
    ]
    nbformat.write(honest, path)
