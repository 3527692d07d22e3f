"""Every line ends as on Windows, in answers and in the course's own cells."""
def hand_in(path, honest):
    import nbformat
    for cell in honest.cells:
        cell.source = cell.source.replace("\n", "\r\n")
    nbformat.write(honest, path)
