"""Texts that are hard on Python's parser: nested brackets, minus signs, null bytes, long names.

They are no Python; reading them for a rule must not break anything, and neither must running them.
"""
# loses: cube
# either: soft
# slow
def hand_in(path, honest):
    import nbformat
    texts = ["(" * 100_000, "-" * 100_000 + "1", "x = 1\x00", "x" * 10**6, "[" * 150 + "]" * 150,
             "lambda:" * 5000 + "1", "f'{" * 200, "a." * 50_000 + "b", "1+" * 50_000 + "1"]
    for number, text in enumerate(texts):
        honest.cells.insert(2, nbformat.v4.new_code_cell(text, id=f"hard-{number}"))
    for cell in honest.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "cube":
            cell.source = "if 1:\n" + "\n".join(" " * n + "if 1:" for n in range(1, 150))
    nbformat.write(honest, path)
