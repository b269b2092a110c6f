"""What the readers' process needs of the machine it runs on: all else is taken away (see confinement.py).

A new reader, or one that takes to another library, says so here:

- `libraries`: the modules it imports. They are imported while the process waits, and the folders that they lie in are
  readable. What stands in Python's own folders for libraries (site-packages) is readable in any case.
- `folders`: what it reads besides, models or data in folders of their own, by absolute path.
- `programs`: what it starts. Nothing can be started otherwise, and a process that may start programs is less shut in:
  what it starts outlives a bot that is killed. So such a program (Tesseract) belongs into a `Sandbox` of its own, with
  `Needs(folders=…, programs=…)`, that is given pictures and nothing else, and not beside the readers of papers.
"""

from __future__ import annotations

import glob
import os
import shutil
import site
import sys
import sysconfig
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bot.readers.pdf.scans import ocr

BOT = Path(__file__).resolve().parents[2]
SYSTEM = (  # where the C library looks for shared libraries and the time of day
    "/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime",
    "/usr/share/zoneinfo", "/etc/ssl/openssl.cnf", "/dev/null", "/dev/urandom",
)  # fmt: skip
LOADERS = ("/lib/ld-*", "/lib64/ld-*", "/lib/*-linux-*/ld-*")  # of programs: the kernel starts them first
TESSDATA = "/usr/share/tesseract-ocr"


@dataclass(frozen=True, slots=True)
class Needs:
    """See above. Folders and programs: absolute paths."""

    libraries: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()

    def readable(self) -> list[str]:
        """Every file and folder that must be read for it."""
        own = [str(BOT), *_python(), *(folder for name in self.libraries for folder in _places(name))]
        return sorted({*SYSTEM, *own, *self.folders})

    def startable(self) -> list[str]:
        """The programs, and what the kernel starts to start them."""
        loaders = [found for pattern in LOADERS for found in glob.glob(pattern)] if self.programs else []  # noqa: PTH207
        return [*self.programs, *loaders]


def of_readers() -> Needs:
    """What the readers of the table need: libraries, and Tesseract where it is installed."""
    libraries = ("pypdfium2", "pypdf", "docx", "trafilatura", "charset_normalizer", "yaml")
    tesseract = shutil.which(ocr.PROGRAM)
    if tesseract is None:
        return Needs(libraries)
    return Needs(libraries, (os.environ.get("TESSDATA_PREFIX") or TESSDATA,), (os.path.realpath(tesseract),))


def _python() -> list[str]:
    """Its own library, and the folders for others' (the standard library's are beneath its prefix, in lib)."""
    paths = sysconfig.get_paths()
    named = [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    own = [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
    return [*named, *site.getsitepackages(), *own, f"{sys.base_prefix}/lib"]


def _places(module: str) -> list[str]:
    """The folder of a package and of the shared libraries beside it; the file of a single module."""
    try:
        spec = find_spec(module)
    except (ImportError, ValueError):
        spec = None
    if spec is None or spec.origin is None:
        return []
    package = Path(spec.origin).parent
    return [str(package), f"{package}.libs"] if spec.submodule_search_locations else [spec.origin]
