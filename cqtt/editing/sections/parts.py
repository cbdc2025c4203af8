"""The parts of a procedure's content that are saved together, each under its word in the address."""

from enum import StrEnum

from cqtt.i18n import _l
from cqtt.procedures.content import Group


class Part(StrEnum):
    NAME = "ten"
    TIME = "thoi-han"
    FEE = "le-phi"
    PAPERS = "giay-to"
    STEPS = "cac-buoc"
    ONLINE = "truc-tuyen"
    GROUNDS = "can-cu"


FIELDS: dict[Part, tuple[str, ...]] = {
    Part.NAME: ("code", "name", "field", "applicants", "results", "on_the_spot"),
    Part.TIME: ("processing_time", "after_supplement", "supplement_window"),
    Part.FEE: ("fee",),
    Part.PAPERS: ("requirements",),
    Part.STEPS: ("steps", "form_names", "guidance"),
    Part.ONLINE: ("online_level", "channels"),
    Part.GROUNDS: ("legal_basis", "source", "as_of", "confidence"),
}
TITLES = {
    Part.NAME: _l("Tên, người nộp, kết quả"),
    Part.TIME: _l("Thời hạn"),
    Part.FEE: _l("Phí, lệ phí"),
    Part.PAPERS: _l("Giấy tờ cần nộp"),
    Part.STEPS: _l("Các bước, biểu mẫu, hướng dẫn"),
    Part.ONLINE: _l("Làm trên mạng"),
    Part.GROUNDS: _l("Căn cứ và đối chiếu"),
}
# What a part says is shown as fact only where this group of values was compared with the published decision.
GROUP_OF = {
    Part.TIME: Group.PROCESSING_TIME,
    Part.FEE: Group.FEE,
    Part.PAPERS: Group.DOCUMENTS,
    Part.STEPS: Group.DOCUMENTS,
    Part.ONLINE: Group.ONLINE_LEVEL,
}
GROUP_NAMES = {
    Group.IDENTITY: _l("Mã và tên thủ tục"),
    Group.PROCESSING_TIME: _l("Thời hạn"),
    Group.FEE: _l("Phí, lệ phí"),
    Group.DOCUMENTS: _l("Giấy tờ, các bước, kết quả, căn cứ"),
    Group.ONLINE_LEVEL: _l("Mức làm trên mạng, cách nộp"),
}
