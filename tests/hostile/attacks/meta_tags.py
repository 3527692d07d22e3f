"""Tags and settings that make other tools skip a test or take an error for success.

They are not read. The answer is wrong and gets nothing.
"""
# loses: cube
def hand_in(path, honest):
    import nbformat
    for cell in honest.cells:
        cell.metadata["tags"] = ["skip-execution", "raises-exception", "remove-cell", "solution"]
        cell.metadata["init_cell"] = True
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "cube":
            cell.source = "def cube(z):\n    return 0.0"
    nbformat.write(honest, path)
