"""Look into a PDF that a stranger sent. Run by `upload_pdf` in a process of its own, and needs only pypdf.

A PDF is a small program for its reader: a crafted one can keep a parser busy for ever or fill the memory.
So this runs under hard limits, reads the file from standard input and prints one line: the number of pages,
or what is wrong with it.
"""

import re
import resource
import sys
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

MEMORY = 512 * 1024 * 1024
MAX_OBJECTS = 300_000

# What makes a PDF act by itself, or carries another file inside it (ISO 32000-1, 7.11.4, 12.6.4, 12.7.8).
ACTIVE_KEYS = {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"}
ACTIVE_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/RichMediaExecute"}
_ACTIVE_BYTES = re.compile(rb"/(JavaScript|EmbeddedFiles?|Launch)\b")


class Trouble(Exception):
    """Why a PDF is not taken: "broken", "encrypted" or "active"."""


def pages_of(received: bytes) -> int:
    """Return the number of pages, or raise Trouble."""
    try:
        if b"%%EOF" not in received[-2048:]:
            raise Trouble("broken")  # cut off, or something else was hung on
        reader = PdfReader(BytesIO(received), strict=False)
        if "/Encrypt" in reader.trailer:
            raise Trouble("encrypted")
        if _ACTIVE_BYTES.search(received) or _is_active(reader):
            raise Trouble("active")
        return len(reader.pages)
    except Trouble:
        raise
    except (DependencyError, FileNotDecryptedError):
        raise Trouble("encrypted") from None
    except Exception as error:  # pypdf fails in many ways on broken bytes; all mean the same to the person.
        raise Trouble("broken") from error


def _is_active(reader: PdfReader) -> bool:
    """Walk over everything that can be reached from the trailer, each object once."""
    waiting: list[object] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    for _turn in range(MAX_OBJECTS):
        if not waiting:
            return False
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            if (item.idnum, item.generation) in seen:
                continue
            seen.add((item.idnum, item.generation))
            item = item.get_object()
        if isinstance(item, DictionaryObject):
            if ACTIVE_KEYS & item.keys() or _name(item, "/S") in ACTIVE_ACTIONS:
                return True
            waiting.extend(item.raw_get(key) for key in item)
        elif isinstance(item, ArrayObject):
            waiting.extend(list.__iter__(item))
    raise Trouble("broken")  # more objects than any paper has


def _name(holder: DictionaryObject, key: str) -> object:
    value = holder.get(key)
    return value if isinstance(value, str) else None


def main(seconds: int) -> None:
    """Answer for the file on standard input, within the limits."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))
    try:
        print(pages_of(sys.stdin.buffer.read()))
    except Trouble as trouble:
        print(trouble)


if __name__ == "__main__":
    main(int(sys.argv[1]))
