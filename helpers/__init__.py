"""What the course's notebooks import. Students have this package: it holds no answer.

Importing it is cheap; `helpers.data` and whatever needs torch import it when first used.
"""
