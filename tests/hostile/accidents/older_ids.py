"""Grade ids of an older release, which this one does not know."""
def hand_in(path, honest):
    import nbformat
    for cell in honest.cells:
        own = cell.metadata.get("nbgrader", {})
        if own:
            own["grade_id"] = own["grade_id"].replace("cube", "third-power").replace("-", "_")
    nbformat.write(honest, path)
