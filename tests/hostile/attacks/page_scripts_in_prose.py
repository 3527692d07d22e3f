"""Written answers, own Markdown and raw cells with scripts, as HTML, formulas, links and code.

A grader reads them in the formgrader: what was written shows there, and nothing of it runs.
"""
def hand_in(path, honest):
    import nbformat
    evil = ["<script>alert(1)</script>", "<b onclick=alert(1)>b</b>", "[x](&#106;avascript:alert(1))",
            "$a<b onclick=alert(1)$ >", "<svg/onload=alert(1)>", "```mermaid\n</pre><script>alert(1)"
            "</script>\n```", "<!--><img src=x onerror=alert(1)>-->", "![x](attachment:none.png)"]
    for number, text in enumerate(evil):
        honest.cells.append(nbformat.v4.new_markdown_cell(text, id=f"m{number}"))
        honest.cells.append(nbformat.v4.new_raw_cell(text, id=f"r{number}"))
    for cell in honest.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "why":
            cell.source += "\n".join(evil)
    nbformat.write(honest, path)
