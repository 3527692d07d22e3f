"""Look-alike letters, directions reversed, surrogates, byte order marks.

Names are what Python takes them for; a look-alike is another name.
"""
# loses: cube
def hand_in(path, honest):
    import json
    import nbformat
    for cell in honest.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "cube":
            cell.source = "def \u0441ube(z):  # \u202e\u2066 a Cyrillic letter\n    return z ** 3"
    content = json.loads(nbformat.writes(honest))
    content["cells"].append({"cell_type": "code", "metadata": {}, "outputs": [], "id": "s",
                             "execution_count": None, "source": "x = '\ud800\udfff\ufeff'"})
    path.write_text(json.dumps(content))
