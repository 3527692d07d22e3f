"""Other people's courses: notebooks in nbgrader's free styles, graded here and by nbgrader."""
