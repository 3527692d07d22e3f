"""A notebook of format 3 whose heading has level 300 000 000: 184 bytes for 300 MB.

It is refused before anything is written out.
"""
# refused: cannot be converted
def hand_in(path, honest):
    import json
    heading = {"cell_type": "heading", "level": 300_000_000, "metadata": {}, "source": "x"}
    sheet = {"cells": [heading], "metadata": {}}
    path.write_text(json.dumps({
        "nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [sheet],
    }))
