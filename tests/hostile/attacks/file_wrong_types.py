"""Hands in a notebook in which everything has another type than it should.

It is refused with a sentence.
"""
# refused: broken
def hand_in(path, honest):
    path.write_text('{"nbformat": 4, "metadata": [], "cells": [{"cell_type": ["code"], "source": 3}]}')
