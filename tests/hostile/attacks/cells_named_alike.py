"""Free cells with ids like a question's tests, and an answer in the place of a fixture.

A course's id belongs to the course's cell; others are the student's own text.
"""
# loses: cube
def hand_in(path, honest):
    import nbformat
    for cell in honest.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name == "imports":
            cell.source = "class checks: pass"
        if name == "cube":
            cell.source = "def cube(z):\n    return 0.0"
            cell.metadata["nbgrader"]["grade_id"] = "cube-tests-hidden"
    for name in ("cube-hidden-hidden", "cube ", "CUBE", "cube\u200b", "cube-tests\n", "", "imports2"):
        honest.cells.append(nbformat.v4.new_code_cell(
            "3.0", id=f"x{len(honest.cells)}",
            metadata={"nbgrader": {"grade_id": name, "grade": True, "points": 5, "locked": True}}))
    nbformat.write(honest, path)
