"""A numbered paper that asks to be printed as soon as it is opened."""

from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject


def asks_to_be_printed(pdf: bytes) -> bytes:
    """Return the same paper with the wish to be printed: the named action "Print" (ISO 32000-1, 12.6.4.11).

    It is no script, so viewers that run none follow it too; one that does not know it shows the paper.
    """
    writer = PdfWriter(clone_from=BytesIO(pdf))
    wish = {NameObject("/S"): NameObject("/Named"), NameObject("/N"): NameObject("/Print")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(wish)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
