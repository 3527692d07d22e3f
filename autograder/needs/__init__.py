"""Needs: which cells of a notebook its grade depends on, read from their text."""

from autograder.needs.notebook import lasting_tests, notebook_plan
from autograder.needs.plan import Need, Plan

__all__ = ["Need", "Plan", "lasting_tests", "notebook_plan"]
