"""The fields a published procedure must have, and which of them its page leaves blank (domain handbook, 2.4)."""

from enum import StrEnum

from cqtt.i18n import _l
from cqtt.procedures.content import OnlineLevel, ProcedureContent


class Blank(StrEnum):
    """A field that a published procedure must say (domain handbook, 2.4)."""

    CODE = "code"
    STEPS = "steps"
    CHANNELS = "channels"
    DOCUMENTS = "documents"
    TIME = "time"
    FEE = "fee"
    APPLICANTS = "applicants"
    RESULTS = "results"
    LAW = "law"
    ONLINE_LEVEL = "online_level"


BLANK_NAMES = {
    Blank.CODE: _l("mã quốc gia"),
    Blank.STEPS: _l("trình tự thực hiện"),
    Blank.CHANNELS: _l("cách thức thực hiện"),
    Blank.DOCUMENTS: _l("thành phần hồ sơ"),
    Blank.TIME: _l("thời hạn"),
    Blank.FEE: _l("phí, lệ phí"),
    Blank.APPLICANTS: _l("đối tượng thực hiện"),
    Blank.RESULTS: _l("kết quả"),
    Blank.LAW: _l("căn cứ pháp lý"),
    Blank.ONLINE_LEVEL: _l("mức độ trực tuyến"),
}


def blanks_of(content: ProcedureContent) -> tuple[Blank, ...]:
    """Return what citizens do not read on the page of a procedure: empty, or not vouched for by anybody."""
    said = {
        Blank.CODE: content.code,
        Blank.STEPS: content.known_steps,
        Blank.CHANNELS: content.known_channels,
        Blank.DOCUMENTS: content.known_requirements,
        Blank.TIME: content.known_processing_time,
        Blank.FEE: content.known_fee,
        Blank.APPLICANTS: content.applicants,
        Blank.RESULTS: content.known_results,
        Blank.LAW: content.known_legal_basis,
        Blank.ONLINE_LEVEL: content.known_online_level is not OnlineLevel.UNKNOWN,
    }
    return tuple(blank for blank, value in said.items() if not value)
