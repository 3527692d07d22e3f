"""Answer and test turned into text by a wrong key, and the ids of the answer gone with it."""
def hand_in(path, honest):
    import nbformat
    for cell in honest.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in ("cube", "square-tests"):
            cell["cell_type"] = "markdown"
            del cell["outputs"], cell["execution_count"]
        if name == "cube":
            cell.metadata = {}
    nbformat.write(honest, path)
