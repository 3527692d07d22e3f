"""Needs: which cells of a notebook its grade depends on, read from their text."""

from autograder.needs.plan import NEEDED, OTHER, TEST, CodeCell, Need, Plan, plan

__all__ = ["NEEDED", "OTHER", "TEST", "CodeCell", "Need", "Plan", "plan"]
