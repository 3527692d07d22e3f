"""Reads the gradebook and other students' submissions.

They are not in the sandbox.
"""
# loses: cube
# prints: FileNotFoundError
# %% cube
text = ""
for path in ("gradebook.db", "submitted/grace/h1/01_hostile.ipynb"):
    try:
        text += "BROKEN" + open("{COURSE}/" + path).read()
    except OSError as error:
        print(type(error).__name__)
print(text)
