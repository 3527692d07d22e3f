"""The course's configuration, read by nbgrader and by `autograder` alike."""

c = get_config()  # noqa: F821  (nbgrader provides it)

c.CourseDirectory.course_id = "activation-lab"

# nbgrader's own defaults, written out: they are part of the contract between text and release.
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}

# A cell deleted by a student comes back, also with plain nbgrader.
c.OverwriteCells.add_missing_cells = True

# A file beside the notebook (numpy.py, helpers.py) must not stand in for a library.
c.Execute.timeout = 60

# What `autograder` may be told, with the defaults: docs/instructor.md, under Settings.
# c.Autograder.cell_seconds = 60.0
