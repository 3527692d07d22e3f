"""What the course's notebooks import. Students have this package: it holds no answer.

Importing it is cheap: heavy libraries are imported when a function first needs them, except by
modules such as `helpers.training` that are made of torch.
"""
