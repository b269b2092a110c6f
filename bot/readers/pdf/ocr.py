"""Recognises the words of scanned pages with the program Tesseract, where that is installed (the `ocr` extra)."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable

PROGRAM = "tesseract"


def is_installed() -> bool:
    return shutil.which(PROGRAM) is not None


def lines(pictures: Iterable[bytes]) -> list[str]:
    """The lines on these pictures (PNG, JPEG, TIFF), "" between paragraphs; nothing where a picture can't be read.

    Languages as in the environment variable OCR_LANGUAGES (Tesseract's codes: "eng+deu"), else English. There is no
    clock here: a process of the sandbox may end none; its parent ends both when the file's time is over.
    """
    found: list[str] = []
    for picture in pictures:
        found += _recognised(picture).splitlines()
    return [line.strip() for line in found]


def _recognised(picture: bytes) -> str:
    command = [PROGRAM, "stdin", "stdout", "-l", os.environ.get("OCR_LANGUAGES", "eng")]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command; the picture goes in by standard input
            command, input=picture, capture_output=True, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace")
