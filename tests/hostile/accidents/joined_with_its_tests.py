"""An answer joined with its tests into one cell of its own, without a grade id."""
def hand_in(path, honest):
    import nbformat
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in honest.cells}
    joined = nbformat.v4.new_code_cell(cells["cube"].source + "\n\n" + cells["cube-tests"].source)
    honest.cells[honest.cells.index(cells["cube"])] = joined
    honest.cells.remove(cells["cube-tests"])
    nbformat.write(honest, path)
