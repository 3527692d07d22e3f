"""Outputs that are there already: passed tests, scores, errors, in cells that never run.

Outputs are thrown away. The answer is wrong and gets nothing.
"""
# loses: cube
def hand_in(path, honest):
    import nbformat
    for cell in honest.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "3.0"})]
            cell.execution_count = 7
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "cube":
            cell.source = "def cube(z):\n    return 0.0"
    nbformat.write(honest, path)
