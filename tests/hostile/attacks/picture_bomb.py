"""Pastes a picture of a few bytes that says it has 10 000 000 000 pixels, and a thousand more.

None of them is decoded, and the notebook is graded.
"""
def hand_in(path, honest):
    import base64
    import struct
    import zlib
    import nbformat
    def chunk(kind, data):
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 6, 0, 0, 0)
    raw = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99))
    picture = {"image/png": base64.b64encode(raw + chunk(b"IEND", b"")).decode()}
    cell = nbformat.v4.new_markdown_cell("![x](attachment:x0.png)")
    cell["attachments"] = {f"x{number}.png": picture for number in range(1000)}
    honest.cells.append(cell)
    nbformat.write(honest, path)
