"""Tests of moving in: courses that were made for nbgrader."""
