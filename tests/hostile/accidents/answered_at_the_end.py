"""Answered in a cell of its own at the end, with the stub left as it was."""
def hand_in(path, honest):
    import nbformat
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in honest.cells]
    place = ids.index("cube")
    answer = honest.cells[place].source
    honest.cells[place].source = "# YOUR CODE HERE\nraise NotImplementedError()"
    honest.cells.insert(len(honest.cells), nbformat.v4.new_code_cell(answer))
    nbformat.write(honest, path)
