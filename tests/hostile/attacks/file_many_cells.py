"""Hands in a notebook of a hundred thousand cells.

It is refused with a sentence.
"""
# refused: at most
def hand_in(path, honest):
    import json
    cells = [{"cell_type": "code", "source": "", "metadata": {}}] * 100_000
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))
