"""Deleted test cells, and ids of cells renumbered or missing."""
def hand_in(path, honest):
    import json
    import nbformat
    content = json.loads(nbformat.writes(honest))
    content["cells"] = [
        {key: value for key, value in cell.items() if key != "id"}
        for cell in content["cells"]
        if not cell["metadata"].get("nbgrader", {}).get("grade_id", "").endswith("-tests")
    ]
    content["nbformat_minor"] = 4
    path.write_text(json.dumps(content))
