"""Hands in JSON nested a million deep.

It is refused with a sentence.
"""
# refused: no notebook
def hand_in(path, honest):
    path.write_text('{"cells": ' + "[" * 10**6 + "]" * 10**6 + "}")
