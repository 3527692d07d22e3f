"""Hands in JSON with a number of a million digits.

It is refused with a sentence.
"""
# refused: no notebook
def hand_in(path, honest):
    path.write_text('{"nbformat": 4, "cells": [], "x": ' + "9" * 10**6 + "}")
