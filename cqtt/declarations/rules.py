"""The law of a template (reliability: templates that administrators edit are data, never source of an engine).

A .docx is taken only if it is a plain Word document whose places are known names and loops over known lists, and
if it can be filled. Everything that speaks against it is said at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from cqtt.declarations.container import MAIN, Container, open_container
from cqtt.declarations.engine import NotAllowed, NotFillable
from cqtt.declarations.faults import Fault, TemplateRefused
from cqtt.declarations.filling import filled_part
from cqtt.declarations.placeholders import Known, Reading
from cqtt.declarations.xml_parts import read_xml
from cqtt.i18n import _
from cqtt.uploads import safe_name


@dataclass(frozen=True)
class Accepted:
    """A template that may be kept."""

    name: str  # of the file, as harmless text
    content: bytes
    names: tuple[str, ...]  # the names it uses, in the order of the document

    @cached_property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


def examine(sent: bytes, claimed_name: str, known: Known) -> Accepted:
    """Return what to keep of a template, or raise TemplateRefused with every fault."""
    container = open_container(sent)
    reading = Reading(known)
    for name in container.filled_names:
        reading.part(read_xml(container.parts[name]))
    if not reading.places and not reading.faults:
        said = _("Mẫu chưa có chỗ nào để điền. Xin đặt các tên như {{ ho_ten }} vào chỗ cần điền rồi tải lên lại.")
        reading.faults.append(Fault("no-places", said))
    if reading.faults:
        raise TemplateRefused(reading.faults)
    faults = list(_trial(container, known))
    if faults:
        raise TemplateRefused(faults)
    return Accepted(safe_name(claimed_name, ".docx"), sent, tuple(reading.names))


def _trial(container: Container, known: Known) -> Iterator[Fault]:
    """Fill every part once with nothing and once with words of several lines, as it will be for people."""
    for word, rows in (("", 0), ("một\nhai <ba> & {{ bốn }}", 2)):
        texts = dict.fromkeys(known.names, word)
        lists = {name: [dict.fromkeys(fields, word)] * rows for name, fields in known.lists.items()}
        for name in container.filled_names:
            try:
                filled_part(container, name, texts, lists)
            except (NotAllowed, NotFillable):
                yield _not_fillable(name)


def _not_fillable(name: str) -> Fault:
    part = _("thân văn bản") if name == MAIN else _("đầu trang, chân trang hoặc chú thích")
    said = _(
        "Ở %(part)s có chỗ điền không điền được: có thể nó bị cắt bởi liên kết, khung chữ, theo dõi thay đổi, hoặc"
        " vòng lặp bắt đầu và kết thúc ở hai chỗ không ngang nhau. Xin xóa chỗ ấy rồi gõ lại.",
        part=part,
    )
    return Fault("not-fillable", said)
