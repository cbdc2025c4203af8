"""How the record is told to people: acts, actors and objects in Vietnamese, and what a check found."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cqtt.audit.rules import START, Actor, Broken, Fault, Link
from cqtt.audit.verification import Verdict
from cqtt.clock import moment_text
from cqtt.i18n import _, _l
from cqtt.roles import ROLE_NAMES

# (what stands in the address, words, its acts): a new act is given its words here.
GROUPS: tuple[tuple[str, Any, dict[str, Any]], ...] = (
    (
        "dang-nhap",
        _l("Đăng nhập"),
        {
            "sign_in": _l("Đăng nhập"),
            "sign_in_refused": _l("Đăng nhập không được"),
            "sign_out": _l("Đăng xuất"),
            "set_password": _l("Đặt mật khẩu"),
        },
    ),
    (
        "xem",
        _l("Xem, in, tải"),
        {
            "open": _l("Mở hồ sơ"),
            "open_file": _l("Mở tệp"),
            "view": _l("Xem"),
            "print": _l("In"),
            "download": _l("Tải về"),
            "download_declaration": _l("Tải tờ khai đã điền"),
            "export": _l("Xuất tệp"),
        },
    ),
    (
        "ho-so",
        _l("Giải quyết hồ sơ"),
        {
            "dossier.submit": _l("Nộp hồ sơ"),
            "dossier.mark_complete": _l("Báo giấy tờ đã đủ"),
            "dossier.accept": _l("Tiếp nhận"),
            "dossier.refuse": _l("Từ chối tiếp nhận"),
            "dossier.request_supplement": _l("Yêu cầu bổ sung"),
            "dossier.supplement": _l("Nhận giấy tờ bổ sung"),
            "dossier.begin": _l("Bắt đầu xử lý"),
            "dossier.undo_begin": _l("Hoàn tác bắt đầu xử lý"),
            "dossier.request_payment": _l("Yêu cầu nộp phí"),
            "dossier.confirm_payment": _l("Ghi nhận đã nộp phí"),
            "dossier.cancel_payment": _l("Hủy ghi nhận khoản nộp"),
            "dossier.resolve": _l("Ghi kết quả"),
            "dossier.return_result": _l("Trả kết quả"),
            "dossier.shelve": _l("Xếp kết quả chờ trả"),
            "dossier.assign": _l("Giao hồ sơ"),
            "dossier.set_national_code": _l("Ghi mã hồ sơ quốc gia"),
            "dossier.correct": _l("Sửa thông tin hồ sơ"),
            "dossier.note": _l("Ghi chú nội bộ"),
            "dossier.extend": _l("Gia hạn"),
            "dossier.move_due_date": _l("Dời ngày hẹn trả"),
            "dossier.remind": _l("Nhắc người nộp"),
            "dossier.propose_stop": _l("Đề nghị dừng"),
            "dossier.stop": _l("Dừng giải quyết"),
            "dossier.withdraw": _l("Rút hồ sơ"),
            "send_by_hand": _l("Báo tin bằng tay"),
            "paper.issue": _l("Ban hành giấy tờ"),
        },
    ),
    (
        "thu-phi",
        _l("Phí, lệ phí"),
        {
            "fee.receive": _l("Nhận tiền phí"),
            "fee.cancel": _l("Hủy khoản phí đã nhận"),
            "fee.propose": _l("Đề nghị mức phí"),
            "fee.confirm": _l("Xác nhận mức phí"),
            "fee.retire": _l("Bỏ xác nhận mức phí"),
            "fee.propose_account": _l("Đề nghị tài khoản nhận phí"),
            "fee.confirm_account": _l("Xác nhận tài khoản nhận phí"),
            "fee.retire_account": _l("Thôi dùng tài khoản nhận phí"),
        },
    ),
    (
        "quan-tri",
        _l("Quản trị"),
        {
            "found": _l("Lập đơn vị"),
            "add": _l("Thêm"),
            "change": _l("Sửa"),
            "rename": _l("Đổi tên"),
            "remove": _l("Xóa"),
            "restore": _l("Trả về như ban đầu"),
            "move": _l("Xếp lại thứ tự"),
            "show": _l("Cho hiện"),
            "hide": _l("Ẩn đi"),
            "use": _l("Đưa vào dùng"),
            "take_out_of_use": _l("Thôi dùng"),
            "disable": _l("Ngừng tài khoản"),
            "enable": _l("Mở lại tài khoản"),
            "set_roles": _l("Trao vai trò"),
            "import": _l("Nhập danh mục"),
            "import_draft": _l("Nhập danh mục thành bản nháp"),
            "choose_filing_mode": _l("Chọn cách nộp"),
            "order": _l("Đặt in tờ mã"),
            "begin_draft": _l("Bắt đầu bản nháp"),
            "edit_draft": _l("Sửa bản nháp"),
            "discard_draft": _l("Bỏ bản nháp"),
            "add_file": _l("Tải tệp của thủ tục lên"),
            "restore_version": _l("Khôi phục một bản thành bản nháp"),
            "restore_draft": _l("Hoàn tác bản nháp"),
            "schedule_publish": _l("Hẹn ngày công bố"),
            "unschedule_publish": _l("Bỏ hẹn công bố"),
            "publish": _l("Công bố"),
            "retire": _l("Ngừng công bố"),
            "set_department": _l("Giao thủ tục cho phòng"),
            "change_names": _l("Sửa tên gọi thường ngày"),
            "change_procedures": _l("Sửa các thủ tục của việc trong đời"),
            "absence.plan": _l("Ghi ngày vắng"),
            "absence.end": _l("Kết thúc vắng sớm"),
            "absence.cancel": _l("Bỏ ngày vắng"),
        },
    ),
)
ACTS = {code: words for _slug, _label, acts in GROUPS for code, words in acts.items()}
ACTS_OF_GROUP = {slug: tuple(acts) for slug, _label, acts in GROUPS}
ACTORS = {
    Actor.OFFICER: _l("Cán bộ"),
    Actor.CITIZEN: _l("Người dân"),
    Actor.SYSTEM: _l("Hệ thống"),
    Actor.COMMAND: _l("Lệnh trên máy chủ"),
}
OBJECTS = {
    "dossier": _l("hồ sơ"),
    "attachment": _l("tệp"),
    "notification": _l("tin báo"),
    "payment": _l("khoản thu"),
    "register": _l("sổ theo dõi"),
    "day_list": _l("bảng thu phí ngày"),
    "morning_sheet": _l("tờ việc hôm nay"),
    "record": _l("nhật ký"),
    "officer": _l("cán bộ"),
    "commune": _l("đơn vị"),
    "hamlet": _l("ấp"),
    "procedure": _l("thủ tục"),
    "procedure_version": _l("bản thủ tục"),
    "catalogue": _l("danh mục thủ tục"),
    "procedure_field": _l("lĩnh vực"),
    "life_event": _l("việc trong đời"),
    "declaration_template": _l("mẫu tờ khai"),
    "announcement": _l("tin"),
    "poster_job": _l("tờ mã"),
    "scan_place": _l("nơi dán tờ mã"),
    "standard_text": _l("mẫu câu"),
    "paper_name": _l("tên giấy tờ"),
    "fee_account": _l("tài khoản nhận phí"),
}
SERVER = _l("máy chủ")
DETAILS = {
    "event": _l("việc"),
    "from": _l("từ"),
    "to": _l("đến"),
    "until": _l("đến"),
    "on": _l("ngày"),
    "fields": _l("ô"),
    "part": _l("phần"),
    "roles": _l("vai trò"),
    "mode": _l("cách nộp"),
    "paper": _l("giấy tờ"),
    "requirement": _l("giấy tờ"),
    "form": _l("dạng"),
    "lines": _l("số dòng"),
    "field": _l("lĩnh vực"),
    "dossiers": _l("hồ sơ"),
    "kind": _l("loại"),
    "size": _l("cỡ"),
    "number": _l("số"),
    "payment": _l("khoản nộp"),
    "procedure": _l("thủ tục"),
    "absence": _l("lần vắng"),
    "deputy": _l("người thay"),
    "new": _l("mới"),
    "drafts": _l("bản nháp"),
    "changed": _l("đổi"),
    "retired": _l("bãi bỏ"),
    "added": _l("thêm"),
    "removed": _l("bớt"),
}
VALUES = {
    "draft": _l("đang soạn"),
    "submitted": _l("chờ tiếp nhận"),
    "refused": _l("không tiếp nhận"),
    "accepted": _l("đã tiếp nhận"),
    "processing": _l("đang xử lý"),
    "awaiting_supplement": _l("chờ bổ sung"),
    "awaiting_payment": _l("chờ nộp phí"),
    "withdrawn": _l("đã rút"),
    "stopped": _l("dừng xử lý"),
    "resolved": _l("đã xong"),
    "returned": _l("đã trả"),
    "control_slip": _l("phiếu kiểm soát"),
    "confirmation": _l("xác nhận đã gửi"),
    "answers": _l("phiếu thông tin"),
    "trial": _l("bản thử"),
    "pre_check": _l("gửi trước để kiểm tra"),
    "local": _l("nộp tại đây"),
    "link_only": _l("nộp ở Cổng quốc gia"),
    "at_desk": _l("nộp tại quầy"),
    "field": _l("lĩnh vực"),
    "questions": _l("câu hỏi trực tuyến"),
    "tent": _l("thẻ để bàn"),
    "labels": _l("nhãn"),
    "wall": _l("tờ treo tường"),
    "form": _l("mẫu trống"),
    "sample": _l("ảnh mẫu"),
    "ten": _l("tên, người nộp, kết quả"),
    "thoi-han": _l("thời hạn"),
    "le-phi": _l("phí, lệ phí"),
    "giay-to": _l("giấy tờ"),
    "cac-buoc": _l("các bước"),
    "truc-tuyen": _l("làm trên mạng"),
    "can-cu": _l("căn cứ, đối chiếu"),
    **{role.value: words for role, words in ROLE_NAMES.items()},
}


def act_words(code: str) -> str:
    """Return what was done; an act without words is shown by its code."""
    return str(ACTS.get(code, code))


def object_words(kind: str, number: str) -> str:
    """Return "hồ sơ 12"."""
    return f"{OBJECTS.get(kind, kind)} {number}".strip()


def details_words(details: Mapping[str, Any]) -> str:
    """Return "từ: chờ tiếp nhận, đến: đã tiếp nhận"; what has no words is shown as it is kept."""
    return ", ".join(f"{DETAILS.get(key, key)}: {_value_words(value)}" for key, value in details.items())


def _value_words(value: object) -> str:
    several = value if isinstance(value, list) else [value]
    return " ".join(str(VALUES.get(str(one), one)) for one in several)


def verdict_text(verdict: Verdict) -> str:
    """Return the sentence about a whole check: that the chain holds, or where it first does not."""
    if verdict.broken:
        return fault_text(verdict.broken)
    head = verdict.head
    count, code = f"{head.count:,}".replace(",", "."), head.digest[:16]
    return _("Nhật ký: %(count)s mục, chuỗi nguyên vẹn, mã cuối %(code)s…", count=count, code=code)


FAULTS = {
    Fault.CHANGED: _l("%(entry)s đã bị sửa sau khi ghi."),
    Fault.MISSING: _l("Ngay trước %(entry)s mất %(gone)s mục."),
    Fault.INSERTED: _l("%(entry)s không do chương trình ghi mà bị chèn vào."),
    Fault.SWAPPED: _l("%(entry)s đã bị đổi chỗ với mục sau nó."),
    Fault.CUT_OFF: _l("Cuối nhật ký mất %(gone)s mục; còn lại đến %(entry)s."),
    Fault.NO_HEAD: _l("Mất dòng ghi số mục và mã cuối (record_head)."),
}


def fault_text(broken: Broken) -> str:
    """Return which entry is the first that does not hold, and what was done to it."""
    said = str(FAULTS[broken.fault]) % {"entry": _entry_words(broken.link), "gone": broken.gone}
    return _("Nhật ký không còn nguyên vẹn. %(what)s", what=said[:1].upper() + said[1:])


def _entry_words(link: Link) -> str:
    """Return "mục 12 (Tiếp nhận, 09:12, thứ Hai, 23/11/2026)"."""
    if link is START:
        return _("đầu nhật ký")
    what, at = act_words(link.action), _moment(link.at)
    return _("mục %(number)s (%(what)s, %(at)s)", number=link.number, what=what, at=at)


def _moment(stored: str) -> str:
    """Return the moment as people read it; one that was spoilt, as it stands there."""
    try:
        return moment_text(datetime.fromisoformat(stored).replace(tzinfo=UTC))
    except ValueError:
        return stored
