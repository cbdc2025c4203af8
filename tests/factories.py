"""Records for tests; name only the fields a test is about. People and numbers are invented."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from argon2 import PasswordHasher
from flask.testing import FlaskClient

from cqtt.commune.models import Absence, Commune, Hamlet, Officer, OfficerRole
from cqtt.dossiers.models import Attachment, AttachmentKind, Dossier, DossierEvent, new_token
from cqtt.dossiers.rules import Actor, Status, Step
from cqtt.extensions import db
from cqtt.feedback.citizen_actions import send
from cqtt.feedback.models import Feedback
from cqtt.feedback.rules import FeedbackKind
from cqtt.feedback.topics import FeedbackTopic, Track
from cqtt.procedures.models import CatalogueStamp, FilingMode, Procedure, ProcedureVersion, VersionStatus
from cqtt.roles import Role
from cqtt.text import fold, person_sort_key

numbers = count(1)
PASSWORD = "mat-khau-thu-nghiem"
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)  # quick to compare
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday 23 November 2026, 09:00 in Vietnam


def make_commune(**fields: Any) -> Commune:
    commune = Commune(
        **{
            "id": 1,
            "name": "An Phước",
            "parent_name": "thành phố Đồng Nai",
            "phone": "02513000001",
            "hotline": "0900000001",
            "code_prefix": "H19.00.00",
            "address": "Quốc lộ 51, xã An Phước",
        }
        | fields
    )
    db.session.merge(commune)
    db.session.merge(CatalogueStamp(id=1, value=1, as_of="2026-11-23"))
    db.session.commit()
    return db.session.get_one(Commune, 1)


def make_hamlet(**fields: Any) -> Hamlet:
    hamlet = Hamlet(**{"name": f"Ấp {next(numbers)}"} | fields)
    db.session.add(hamlet)
    db.session.commit()
    return hamlet


def make_officer(*roles: Role, **fields: Any) -> Officer:
    """An officer who can sign in with PASSWORD."""
    number = next(numbers)
    name = fields.get("name", "Trần Thị Mẫu")
    officer = Officer(
        **{
            "name": name,
            "name_sort": person_sort_key(name),
            "title": "Công chức",
            "login": f"canbo{number}",
            "password_hash": PASSWORD_HASH,
        }
        | fields
    )
    officer.roles = [OfficerRole(role=role) for role in roles]
    db.session.add(officer)
    db.session.commit()
    return officer


def make_absence(officer: Officer, deputy: Officer, first: date, last: date) -> Absence:
    """Days on which the deputy stands in for the officer, both ends included."""
    absence = Absence(
        officer_id=officer.id,
        deputy_id=deputy.id,
        from_on=first,
        until_on=last,
        created_at=MONDAY,
        created_by_id=officer.id,
    )
    db.session.add(absence)
    db.session.commit()
    return absence


def sign_in(client: FlaskClient, officer: Officer) -> FlaskClient:
    """Sign the officer in with the real form."""
    answer = client.post("/dang-nhap", data={"login": officer.login, "password": PASSWORD})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return client


def procedure_content(**fields: Any) -> dict[str, Any]:
    """The content of a published version, as procedures/content.py writes it."""
    from cqtt.procedures.content import ProcedureContent

    plain = {
        "slug": "dang-ky-khai-sinh",
        "code": "1.001193",
        "name": "Đăng ký khai sinh",
        "field": "Hộ tịch",
        "processing_time": {"amount": 3, "unit": "working_day", "note": ""},
        "fee": {"amount_vnd": 0, "note": "đăng ký đúng hạn"},
        "requirements": [
            {
                "id": "giay-chung-sinh",
                "name": "Giấy chứng sinh",
                "originals": 1,
                "copies": 0,
                "present_only": False,
                "note": "",
                "when": "luôn cần",
            },
            {
                "id": "van-ban-uy-quyen",
                "name": "Văn bản ủy quyền",
                "originals": 1,
                "copies": 0,
                "present_only": False,
                "note": "",
                "when": "khi nộp thay người khác",
            },
            {
                "id": "giay-to-tuy-than",
                "name": "Giấy tờ tùy thân",
                "originals": 1,
                "copies": 0,
                "present_only": True,
                "note": "chỉ xuất trình",
                "when": "luôn cần",
            },
        ],
        "applicants": ["Công dân Việt Nam"],
        "form_names": ["Tờ khai đăng ký khai sinh"],
        "results": ["Giấy khai sinh"],
        "legal_basis": ["60/2014/QH13"],
        "steps": ["Nộp hồ sơ", "Nhận kết quả"],
        "on_the_spot": True,
        "letter_trigger": "none",
        "online_level": "full",
        "channels": ["direct", "online"],
        "questions": [
            {
                "id": "ten_chau",
                "label": "Họ và tên cháu",
                "kind": "text",
                "help": "",
                "required": True,
                "choices": [],
                "max_length": 100,
            }
        ],
        "source": "dữ liệu thử",
        "as_of": "2026-11-23",
        "confidence": {
            "identity": "high",
            "processing_time": "high",
            "fee": "high",
            "documents": "high",
            "online_level": "high",
        },
    } | fields
    return ProcedureContent.from_json(plain).to_json()


def make_procedure(filing_mode: FilingMode = FilingMode.LOCAL, **content: Any) -> ProcedureVersion:
    """A published version of a procedure; the fields go into its content."""
    number = next(numbers)
    plain = procedure_content(**{"code": f"9.{number:06}", "slug": f"thu-tuc-{number}"} | content)
    procedure = Procedure(slug=plain["slug"], code=plain["code"], filing_mode=filing_mode)
    version = ProcedureVersion(
        procedure=procedure,
        number=1,
        status=VersionStatus.PUBLISHED,
        content=plain,
        digest=f"{number:064x}",
        created_at=MONDAY,
        published_at=MONDAY,
    )
    db.session.add(version)
    stamp = db.session.get_one(CatalogueStamp, 1)
    stamp.value += 1
    db.session.commit()
    return version


def make_draft(version: ProcedureVersion | None = None, **fields: Any) -> Dossier:
    """A dossier its owner is still writing."""
    number = next(numbers)
    version = version or make_procedure()
    draft = Dossier(
        **{
            "draft_key": f"{number:012x}",
            "start_key": f"start-{number}",
            "filing_mode": version.procedure.filing_mode,
            "procedure": version.procedure,
            "version": version,
            "created_at": MONDAY,
            "saved_at": MONDAY,
        }
        | fields
    )
    db.session.add(draft)
    db.session.commit()
    return draft


def make_dossier(version: ProcedureVersion | None = None, **fields: Any) -> Dossier:
    """A dossier just submitted by Nguyễn Văn Thử; name only the fields the test is about."""
    number = next(numbers)
    name = fields.get("applicant_name", "Nguyễn Văn Thử")
    dossier = make_draft(
        version,
        **{
            "code": f"H19.00.00-261123-{number:04}",
            "status": Status.SUBMITTED,
            "applicant_name": name,
            "applicant_fold": fold(name),
            "phone": "0900000123",
            "citizen_number": "075199000001",
            "submitted_at": MONDAY,
            "steps_done": ["nguoi-nop", "noi-dung", "giay-to"],
        }
        | fields,
    )
    dossier.events.append(
        DossierEvent(
            step=Step.SUBMIT,
            from_status=Status.DRAFT,
            to_status=Status.SUBMITTED,
            at=MONDAY,
            actor=Actor.CITIZEN,
        )
    )
    db.session.commit()
    return dossier


def make_attachment(dossier: Dossier, **fields: Any) -> Attachment:
    """The row of a file; the file itself is not in the store unless the test puts it there."""
    number = next(numbers)
    attachment = Attachment(
        **{
            "kind": AttachmentKind.DOCUMENT,
            "requirement_id": "giay-chung-sinh",
            "upload_key": f"upload-{number}",
            "public_id": new_token(),
            "name": "giấy chứng sinh.jpg",
            "media_type": "image/jpeg",
            "size": 1000,
            "sha256_received": "0" * 64,
            "sha256_kept": "1" * 64,
            "storage_key": f"{number:032x}",
            "created_at": MONDAY,
        }
        | fields
    )
    dossier.attachments.append(attachment)
    db.session.commit()
    return attachment


def make_topic(**fields: Any) -> FeedbackTopic:
    number = next(numbers)
    topic = FeedbackTopic(**{"name": f"Đường sá {number}", "track": Track.LOCAL, "answer_days": 3} | fields)
    db.session.add(topic)
    db.session.commit()
    return topic


def make_feedback(**fields: Any) -> Feedback:
    """A report sent on MONDAY by the real action; `at` and `officer` are the action's own."""
    values = {
        "start_key": f"feedback-{next(numbers)}",
        "kind": FeedbackKind.REPORT,
        "words": "Đèn đường trước nhà văn hóa hỏng đã một tuần.",
        "sender_name": "Trần Thị Mẫu",
        "phone": "0900000123",
    }
    feedback = send(at=fields.pop("at", MONDAY), **values | fields)
    db.session.commit()
    return feedback
