"""Copies of answers and tests with the same ids, and ids that do not exist.

Each counts once, and a copied test earns nothing more.
"""
# loses: cube
def hand_in(path, honest):
    import copy
    import nbformat
    extra = [copy.deepcopy(cell) for cell in honest.cells]
    for cell in extra:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "cube":
            cell.source = "def cube(z):\n    return 0.0"
    strange = copy.deepcopy(honest.cells[3])
    strange.metadata["nbgrader"] = {"grade_id": "../../etc/passwd", "grade": True, "points": 9}
    honest.cells += [*extra, strange]
    for number, cell in enumerate(honest.cells):
        cell["id"] = f"cell-{number}"
    nbformat.write(honest, path)
