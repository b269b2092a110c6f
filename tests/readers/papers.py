"""Writes PDFs byte by byte, so that tests can have exactly what they need, broken where it must be."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

CATALOG, PAGES, LATIN, BOLD, UNICODE, FIRST = 1, 2, 3, 4, 5, 10


def line(text: str, x: float, y: float, size: float = 11, font: str = "F1") -> str:
    """A line of print in Latin letters."""
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /{font} {size} Tf {x} {y} Td ({escaped}) Tj ET\n"


def drawn(text: str, x: float, y: float, size: float = 11) -> str:
    """A line of any letters, drawn from left to right as given, by a font with a ToUnicode map."""
    return f"BT /F3 {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"


def column(lines: Sequence[str], x: float = 72, top: float = 760, leading: float = 14, size: float = 11) -> str:
    """Lines under one another; an empty one leaves a gap."""
    return "".join(line(words, x, top - leading * at, size) for at, words in enumerate(lines) if words)


def stream(data: bytes, entries: str = "") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries.encode(), len(data), data)


def packed(data: bytes) -> bytes:
    return stream(zlib.compress(data, 9), "/Filter /FlateDecode")


def pdf(pages: Sequence[str], extra: Mapping[int, bytes] | None = None, catalog: str = "", trailer: str = "") -> bytes:
    """One content stream a page; `extra` adds objects or replaces those made here."""
    kids = " ".join(f"{FIRST + 2 * at} 0 R" for at in range(len(pages)))
    fonts = f"/F1 {LATIN} 0 R /F2 {BOLD} 0 R /F3 {UNICODE} 0 R"
    objects: dict[int, bytes] = {
        CATALOG: f"<< /Type /Catalog /Pages {PAGES} 0 R {catalog} >>".encode(),
        PAGES: f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} /MediaBox [0 0 595 842] "
        f"/Resources << /Font << {fonts} >> >> >>".encode(),
        LATIN: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        BOLD: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        UNICODE: b"<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H /ToUnicode 6 0 R "
        b"/DescendantFonts [7 0 R] >>",
        6: stream(_to_unicode("".join(pages))),
        7: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Any /DW 500 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
    }
    for at, content in enumerate(pages):
        objects[FIRST + 2 * at] = f"<< /Type /Page /Parent {PAGES} 0 R /Contents {FIRST + 2 * at + 1} 0 R >>".encode()
        objects[FIRST + 2 * at + 1] = stream(content.encode("cp1252"))
    return _file({**objects, **(extra or {})}, trailer)


def _to_unicode(content: str) -> bytes:
    shown = [part.split(">")[0] for part in content.split("<")[1:]]
    codes = sorted({text[at : at + 4] for text in shown for at in range(0, len(text), 4)})
    pairs = "\n".join(f"<{code}> <{code}>" for code in codes)
    return (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{pairs}\nendbfchar\nendcmap end"
    ).encode()


def _file(objects: Mapping[int, bytes], trailer: str) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places: dict[int, int] = {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(
        b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
        for number in range(1, size)
    )
    out += f"trailer << /Size {size} /Root {CATALOG} 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
