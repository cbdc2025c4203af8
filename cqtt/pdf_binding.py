"""Bind pictures and PDFs into one PDF. Run by `bind` in a process of its own, and needs only pillow and pypdf.

What is bound was looked at when it came, but a PDF stays a small program for its reader: so this part runs under
hard limits. It reads the parts from standard input, each with a line "image 1234" or "pdf 1234" before its bytes,
and writes the PDF.
"""

import resource
import subprocess
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from threading import BoundedSemaphore

from PIL import Image
from pypdf import PdfReader, PdfWriter

MEMORY = 768 * 1024 * 1024
SECONDS = 30
A4_INCHES = (8.27, 11.69)
PDF = "application/pdf"

Part = tuple[str, bytes]  # media type, content
_binding = BoundedSemaphore(1)  # it may use much memory


class NotBound(Exception):
    """The parts could not be made one PDF."""


def bind(parts: Iterable[Part], seconds: int = SECONDS) -> bytes:
    """Return one PDF of all pages in their order; a picture becomes a page no larger than A4."""
    sent = b"".join(b"%s %d\n%s" % (b"pdf" if kind == PDF else b"image", len(part), part) for kind, part in parts)
    command = [sys.executable, "-I", __file__, str(seconds)]
    try:
        with _binding:
            done = subprocess.run(command, input=sent, capture_output=True, timeout=2 * seconds, check=False, env={})
    except subprocess.TimeoutExpired:
        raise NotBound("it took too long") from None
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF-"):
        raise NotBound(f"the binding ended with {done.returncode}")
    return done.stdout


def bound(parts: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return the PDF of these parts, each its kind and its content."""
    writer = PdfWriter()
    for kind, content in parts:
        writer.append(PdfReader(BytesIO(content if kind == b"pdf" else _page_of(content)), strict=False))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _page_of(picture: bytes) -> bytes:
    """Return a PDF of one page: A4 upright or across, as the picture lies."""
    out = BytesIO()
    with Image.open(BytesIO(picture)) as image:
        sides = sorted(image.size)
        dots_an_inch = max(side / inches for side, inches in zip(sides, A4_INCHES, strict=True))
        image.convert("RGB").save(out, "PDF", resolution=dots_an_inch, quality=85)
    return out.getvalue()


def _received(sent: bytes) -> Iterator[tuple[bytes, bytes]]:
    stream = BytesIO(sent)
    while line := stream.readline():
        kind, length = line.split()
        yield kind, stream.read(int(length))


def main(seconds: int) -> None:
    """Bind what comes on standard input, within the limits."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))
    sys.stdout.buffer.write(bound(_received(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main(int(sys.argv[1]))
