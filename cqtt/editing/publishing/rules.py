"""What a version must be before citizens may read it: plain Python, on what a draft says and what is taken."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from cqtt.dossiers.content import OTHER_PAPERS
from cqtt.i18n import _
from cqtt.procedures.additions_file import CODE, SLUG
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.questions import form_faults
from cqtt.procedures.requirements import Requirement


@dataclass(frozen=True)
class Fault:
    """What stops a publication: a sentence, and the field of the content that has to be mended."""

    field: str
    sentence: str


@dataclass(frozen=True)
class Taken:
    """Codes and slugs of other procedures, each with the name of whose it is, and words that addresses need."""

    codes: Mapping[str, str]
    slugs: Mapping[str, str]
    reserved: Collection[str] = ()


def faults_of(content: ProcedureContent, taken: Taken, was_published: bool) -> list[Fault]:
    """Return everything that stops this from being published; nothing means that it may be.

    The slug of what was published once stays as it is, whatever the draft says.
    """
    faults = list(_identity_faults(content, taken))
    if not was_published:
        faults += _slug_faults(content.slug, taken)
    faults += _requirement_faults(content.requirements)
    faults += [Fault("questions", fault.sentence) for fault in form_faults(content.questions)]
    return faults


def _identity_faults(content: ProcedureContent, taken: Taken) -> Iterator[Fault]:
    if not content.name.strip():
        yield Fault("name", _("Chưa có tên thủ tục."))
    if not content.field.strip():
        yield Fault("field", _("Chưa chọn lĩnh vực."))
    if content.code is None:
        return
    if not CODE.fullmatch(content.code):
        yield Fault("code", _("Mã “%(code)s” chưa đúng dạng, ví dụ đúng: 1.001193.", code=content.code[:40]))
    elif content.code in taken.codes:
        holder = taken.codes[content.code]
        yield Fault("code", _("Mã %(code)s là của thủ tục “%(name)s”.", code=content.code, name=holder))


def _slug_faults(slug: str, taken: Taken) -> Iterator[Fault]:
    if not SLUG.fullmatch(slug):
        yield Fault("slug", _("Tên trong địa chỉ chỉ gồm chữ thường không dấu, số và gạch nối."))
    elif slug in taken.slugs:
        yield Fault("slug", _("Tên trong địa chỉ trùng với thủ tục “%(name)s”.", name=taken.slugs[slug]))
    elif slug in taken.reserved:
        yield Fault("slug", _("Tên “%(slug)s” trong địa chỉ dành cho một trang khác.", slug=slug))


def _requirement_faults(papers: Collection[Requirement]) -> Iterator[Fault]:
    seen: set[str] = set()
    for paper in papers:
        if not paper.name.strip():
            yield Fault("requirements", _("Có một giấy tờ chưa ghi tên."))
        if not paper.id or paper.id in seen:
            yield Fault("requirements", _("Giấy tờ “%(name)s” bị trùng mã với giấy tờ khác.", name=paper.name))
        if paper.id == OTHER_PAPERS.id:  # what citizens send beside the list would be taken for it
            told = _("Giấy tờ “%(name)s” trùng mã với mục “Giấy tờ khác”. Xin bỏ ra rồi thêm lại.", name=paper.name)
            yield Fault("requirements", told)
        seen.add(paper.id)
