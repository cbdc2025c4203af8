"""Every door of the site: who may open it, what it answers, which headers it carries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from cqtt.access import in_staff_area
from cqtt.audit.models import AuditEntry
from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Holiday, Officer
from cqtt.commune.working_time import DayKind
from cqtt.dossiers import actions
from cqtt.dossiers.models import Dossier, PaperKind, SupplementRequest
from cqtt.dossiers.papers import decisions
from cqtt.dossiers.papers.issuing import issue
from cqtt.dossiers.rules import RECEIVED, WAITING, Status
from cqtt.editing.drafts import open_draft, put_content
from cqtt.equipment import actions as equipment
from cqtt.equipment.rules import Thing
from cqtt.exchange.kept import import_store
from cqtt.extensions import db
from cqtt.fees import actions as fees
from cqtt.fees.models import PaymentWay
from cqtt.forms import MESSAGES
from cqtt.news.actions import add_announcement
from cqtt.notifications.models import Channel, Notification
from cqtt.phrases.models import Occasion, StandardText
from cqtt.procedures.models import FilingMode, LifeEvent, ProcedureField, ProcedureVersion, SearchMiss
from cqtt.procedures.questions import Question, QuestionKind
from cqtt.procedures.versions import content_of_version
from cqtt.roles import Role
from cqtt.vocabulary.listing import key_of
from cqtt.web_security import HEADERS
from tests import routes_of_letters, routes_of_listening
from tests.declarations.papers import keep_template
from tests.dossiers.citizen import photo
from tests.editing.form_builder.strategies import stored
from tests.factories import (
    MONDAY,
    make_attachment,
    make_dossier,
    make_draft,
    make_hamlet,
    make_officer,
    make_procedure,
    sign_in,
)
from tests.posters.printing import make_made_order, make_place
from tests.ratings import walking
from tests.rounds import a_part_of
from tests.routes_of_listening import feedback_in_each_state, furnish_listening, is_about_feedback

Holes = dict[str, Any]

# Everything a stranger may ask for; a new address that is neither here nor a staff address fails the test.
PUBLIC = (
    {
        "static_files.send",
        "static_files.favicon",
        "home.index",
        "home.privacy",
        "home.help",
        "home.guide",
        "home.robots",
        "upkeep.health",
        "codes.open_code",
        "procedures.catalogue",
        "procedures.show",
        "procedures.qr_svg",
        "procedures.qr_png",
        "procedures.poster",
        "commune.sign_in",
        "commune.sign_out",
        "dossiers.start",
        "dossiers.applicant",
        "dossiers.answers",
        "dossiers.papers",
        "dossiers.paper",
        "dossiers.review",
        "dossiers.save_for_later",
        "dossiers.autosave",
        "dossiers.saved",
        "dossiers.discard",
        "dossiers.find",
        "dossiers.open_by_link",
        "dossiers.show",
        "dossiers.confirmation",
        "dossiers.confirmation_pdf",
        "dossiers.notice_pdf",
        "dossiers.supplement",
        "dossiers.supplement_files",
        "dossiers.withdraw",
        "dossiers.forget",
        "dossiers.file",
        "dossiers.delete_file",
        "dossiers.add_row",
        "dossiers.remove_row",
        "dossiers.own_answer_sheet",
        "procedures.form_file",
        "posters.counter",
        "news.listing",
        "news.show",
        "news.feed",
        "declarations.own_declaration",
        "declarations.draft_declaration",
    }
    | routes_of_listening.PUBLIC
    | routes_of_letters.PUBLIC
    | walking.PUBLIC
)


# What stands in the holes of an address where a test names nothing better.
HOLES: Holes = (
    {
        "id": 1,
        "message_id": 1,
        "paper_id": 1,
        "payment_id": 1,
        "absence_id": 1,
        "item": 1,
        "day": "2026-11-24",
        "year": 2027,
        "key": "khong-co",
        "code": "9.999999",
        "draft": "000000000000",
        "page": "nguoi-nop",
        "requirement": "giay-chung-sinh",
        "public_id": "khong-co",
        "kind": "tiep-nhan",
        "token": "khong-co",
        "short": "22222",
        "digest": "0000",
        "name": "khong-co.css",
        "slug": "khong-co",
        "place": "loai",
        "group": "nhom",
        "number": 1,
        "source": "9.999999",
        "kept_file": "0" * 32,
    }
    | routes_of_listening.HOLES
    | routes_of_letters.HOLES
)
# What an address needs beside its path to have something to say.
QUERIES = {"editing.add_question": "?loai=chu-ngan", "vocabulary.give_name": f"?chu={key_of('lap hui')}"}
# The questions of a form with something to choose, and a block that may be repeated.
QUESTIONS = stored(
    [
        Question("loai", "Loại giấy", QuestionKind.CHOICE, choices=("Bản chính", "Bản sao")),
        Question("nhom", "Con", QuestionKind.GROUP, parts=(Question("ten", "Họ và tên"),), most_rows=3),
    ]
)


def rules_of(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def address_of(rule: Rule, holes: Holes = HOLES) -> str:
    """An address of this rule, with something in every hole."""
    first_of_several = {name: word for word, name in re.findall(r"<any\(\W*([\w-]+)[^>]*\):(\w+)>", rule.rule)}
    built = rule.build({name: first_of_several.get(name) or holes[name] for name in rule.arguments})
    assert built, rule.rule
    return built[1] + QUERIES.get(rule.endpoint, "")


# Open only where a file lies: of the scanner (tests/desk), of a procedure's papers (tests/editing/sections).
NEEDS_MORE = {"desk.scan_picture", "editing.draft_file"}


@dataclass(frozen=True)
class Cases:
    """What names each dossier, feedback, letter and rating in addresses and forms."""

    dossiers: list[Holes]
    feedback: list[Holes]
    letters: list[Holes]
    ratings: list[Holes]

    def of(self, rule: Rule) -> list[Holes]:
        """Return what a rule may be about: each dossier, each feedback, or the one thing that HOLES names."""
        about_dossiers = ("/ho-so/", "/nop-ho-so/", "/tiep-nhan/xong/", "/to-khai", "/thu-phi/<")
        if is_about_feedback(rule.rule):
            return self.feedback
        if routes_of_letters.is_about_letters(rule.rule):
            return self.letters
        if routes_of_letters.is_about_ratings(rule.rule):
            return self.ratings
        return self.dossiers if any(part in rule.rule for part in about_dossiers) else [HOLES]


def one_in_each_state(app: Flask, reader: Officer) -> Cases:
    """Make a draft and a dossier in each state, and feedback that the reader may open."""
    version, officer = make_procedure(questions=QUESTIONS), make_officer(Role.SPECIALIST)
    make_hamlet()
    keep_template(version)
    furnish_the_office(officer)
    furnish_the_catalogue(officer)
    furnish_listening(officer, reader)
    dossiers = [make_draft(version)]
    for status in Status:
        if status is not Status.DRAFT:
            before = Status.PROCESSING if status in WAITING else None
            dossiers.append(make_dossier(version, status=status, status_before=before, received_at=MONDAY))
    dossiers.append(make_dossier(version, status=Status.AWAITING_SUPPLEMENT, status_before=Status.SUBMITTED))
    dossiers.append(make_dossier(make_procedure(FilingMode.PRE_CHECK)))
    dossiers.append(just_begun(version))
    dossiers.append(make_dossier(version, status=Status.PROCESSING))
    for dossier in dossiers:
        if dossier.status is Status.AWAITING_SUPPLEMENT or dossier is dossiers[-1]:
            answered = None if dossier.status is Status.AWAITING_SUPPLEMENT else MONDAY
            dossier.supplements.append(
                SupplementRequest(requested_at=MONDAY, officer_id=officer.id, items=["Ảnh"], answered_at=answered)
            )
    routes_of_letters.furnish_letters(version.procedure_id)
    return Cases(
        dossiers=[holes_of(app, dossier) for dossier in dossiers],
        feedback=[HOLES | named for named in feedback_in_each_state(reader)],
        letters=[HOLES | named for named in routes_of_letters.letters_in_each_state(reader)],
        ratings=[HOLES | walking.furnish_ratings(reader, str(HOLES["token"]))],
    )


def just_begun(version: ProcedureVersion) -> Dossier:
    """A dossier whose last event is that somebody began: the one thing that can be undone."""
    dossier, officer = make_dossier(version), make_officer(Role.RECEPTION, Role.SPECIALIST)
    decisions.accept(dossier, officer, Limit(3, Unit.WORKING_DAY), MONDAY)
    actions.begin(dossier, officer, MONDAY)
    db.session.commit()
    return dossier


def furnish_the_catalogue(officer: Officer) -> None:
    """Give administrators a procedure with a draft, its headings, a poster, an import and news: what HOLES names."""
    version = make_procedure(code=str(HOLES["code"]), questions=QUESTIONS)
    draft = open_draft(version.procedure, officer, MONDAY)
    put_content(draft, replace(content_of_version(draft), name="Thủ tục sắp đổi tên"), officer, MONDAY)
    slug = str(HOLES["slug"])
    db.session.add_all([ProcedureField(slug=slug, name="Việc khác"), LifeEvent(slug=slug, name="Việc khác")])
    db.session.add(
        SearchMiss(folded="lap hui", words="lập hụi", count=2, first_on=MONDAY, last_on=MONDAY, settled=False)
    )
    make_place()
    make_made_order(officer)
    kept = import_store().path(str(HOLES["kept_file"]))
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text("schema_version: 2\nprocedures: []\nfields: []\nlife_events: []\nold_codes: []\n")
    words = {"title": "Tin", "body": "Tin", "is_urgent": False, "publish_at": MONDAY, "expires_at": None}
    add_announcement(officer, MONDAY, **words)
    db.session.commit()


def furnish_the_office(officer: Officer) -> None:
    """Give administrators a holiday, a sentence, an account and a broken thing to look at: the first of each."""
    db.session.add(Holiday(on=date(2026, 11, 24), kind=DayKind.OFF, name="Ngày Văn hóa Việt Nam"))
    db.session.add(StandardText(occasion=Occasion.NOTE, text="Đã gọi điện."))
    fees.propose_account("970436", "Ngân hàng mẫu", "0123456789", "UBND XA AN PHUOC", officer, MONDAY)
    equipment.report(Thing.PRINTER, "Quầy 1", "", officer, MONDAY)
    db.session.commit()


def holes_of(app: Flask, dossier: Dossier) -> Holes:
    officer = make_officer(Role.RECEPTION)
    paper = issue(dossier, PaperKind.RECEIPT, officer, MONDAY) if dossier.received_at else None
    paid = None
    if dossier.status in RECEIVED:
        paid = fees.receive(dossier.id, 8000, PaymentWay.CASH, MONDAY.date(), officer, MONDAY)
    key = app.extensions["files"].put(photo())
    message = Notification(
        key=f"thu-{dossier.id}",
        about_kind="dossier",
        about_id=dossier.id,
        event="submit",
        channel=Channel.BY_HAND,
        recipient="0900000123",
        subject="Tin",
        body="Tin",
        created_at=MONDAY,
        due_at=MONDAY,
    )
    db.session.add(message)
    return HOLES | {
        "id": dossier.id,
        "revision": dossier.revision,
        "code": dossier.code or str(dossier.procedure.code),
        "draft": dossier.draft_key,
        "token": dossier.token,
        "public_id": make_attachment(dossier, storage_key=key).public_id,
        "message_id": message.id,
        "paper_id": paper.id if paper else 1,
        "payment_id": paid.id if paid else 1,
    }


def addresses_of(rule: Rule, cases: Cases) -> list[tuple[str, Holes]]:
    """The addresses of this rule, one for each thing that it may be about."""
    return [(address_of(rule, holes), holes) for holes in cases.of(rule)]


def methods_of(rule: Rule) -> Iterator[str]:
    yield from sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def test_each_address_is_public_by_name_or_names_its_roles(app: Flask) -> None:
    for rule in rules_of(app):
        if in_staff_area(rule.rule):
            assert getattr(app.view_functions[rule.endpoint], "roles", None), f"{rule.endpoint} names no role"
        else:
            assert rule.endpoint in PUBLIC, f"{rule.endpoint} is neither public nor in the staff area"


def test_a_stranger_is_led_to_sign_in_from_every_staff_address(app: Flask, client: FlaskClient) -> None:
    for rule in rules_of(app):
        for method in methods_of(rule) if in_staff_area(rule.rule) else ():
            answer = client.open(address_of(rule), method=method)
            assert answer.status_code == 303 and answer.location.startswith("/dang-nhap"), rule.rule
            fragment = client.open(address_of(rule), method=method, headers={"HX-Request": "true"})
            assert fragment.status_code == 401 and fragment.headers["HX-Redirect"].startswith("/dang-nhap"), rule.rule


@pytest.mark.proof
@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_only_what_is_marked_for_it(app: Flask, client: FlaskClient, role: Role) -> None:
    make_officer(Role.ADMINISTRATOR)  # officer 1, whom this walk may disable
    walker = make_officer(role)
    cases = one_in_each_state(app, walker)
    sign_in(client, walker)
    rules = [rule for rule in rules_of(app) if in_staff_area(rule.rule)]
    walk = [(method, rule) for rule in rules for method in methods_of(rule)]
    for method, rule in sorted(walk, key=lambda step: step[0]):  # every GET before the first change
        roles = getattr(app.view_functions[rule.endpoint], "roles", ())
        addresses = addresses_of(rule, cases)
        answers = first_answers(client, method, addresses if role in roles else addresses[:1])
        assert max(answers) < 500, f"{method} {rule.rule} as {role}: {answers}"
        if role not in roles:
            assert answers == {403}, f"{method} {rule.rule} as {role}: {answers}"
            continue
        assert 403 not in answers, f"{method} {rule.rule} as {role}: {answers}"
        assert method != "GET" or {200, 303} & answers or rule.endpoint in NEEDS_MORE, (
            f"{rule.rule} opens in no state for {role}: {answers}"
        )


def first_answers(client: FlaskClient, method: str, addresses: list[tuple[str, Holes]]) -> set[int]:
    """Ask one address after another until one opens, and return the statuses of all that were asked."""
    statuses: set[int] = set()
    for address, _holes in addresses:
        statuses.add(client.open(address, method=method).status_code)
        if 200 in statuses:
            break
    return statuses


@pytest.mark.proof
def test_a_change_without_a_token_is_refused_everywhere(app: Flask, strict_client: FlaskClient) -> None:
    officer = make_officer(*Role)  # officer 1
    cases = one_in_each_state(app, officer)
    app.config["WTF_CSRF_ENABLED"] = False
    sign_in(strict_client, officer)
    app.config["WTF_CSRF_ENABLED"] = True
    with strict_client.session_transaction() as session:
        session["held"] = [holes["token"] for holes in cases.dossiers]
        session["heard"] = [holes["token"] for holes in cases.feedback]
        session["rated"] = [walking.RATED]
        session["writing"] = [[holes["draft"], holes["writing"]] for holes in cases.feedback if "writing" in holes]
        held = dict(session)
    before, recorded = snapshot(), acts()
    for rule in rules_of(app):
        for token in (None, "sai.sai.sai") if "POST" in (rule.methods or ()) else ():
            checks_itself = getattr(app.view_functions[rule.endpoint], "keeps_typed", False)
            for address, holes in addresses_of(rule, cases)[: None if checks_itself else 1]:
                answer = post_without_token(strict_client, address, holes, token)
                expected = {422, 303, 404, 409, 410} if checks_itself else {400}
                assert answer.status_code in expected or rule.endpoint in CHANGE_NOTHING, f"{address}: {answer.status}"
                if answer.status_code == 422:
                    break
            if checks_itself and rule.endpoint not in CHANGE_NOTHING:
                assert answer.status_code == 422, f"{rule.rule}: its form was reached in no state"
                assert TOKEN_SENTENCE in answer.text, f"{rule.rule}: refused, but not for the token"
    assert snapshot() == before
    assert set(acts()[len(recorded) :]) <= {"view"}  # a form that comes back shows what it is about, and that is noted
    assert strict_client.get("/can-bo").status_code == 200, "signed out without a token"
    for holes in cases.dossiers[1:]:
        assert strict_client.get(f"/ho-so/{holes['code']}").status_code == 200, "let go without a token"
    with strict_client.session_transaction() as session:
        assert [session[name] for name in ("heard", "writing")] == [held[name] for name in ("heard", "writing")]


# A POST because what was typed is long; it shows and stores nothing.
CHANGE_NOTHING = {
    "dossiers.preview_refusal",
    "dossiers.preview_extension",
    "dossiers.preview_stop",
    "dossiers.preview_stop_paper",
    "fees.read_code",
    "till.statement",
    "editing.find_source",
    "letters.preview_template",
    "letters.preview_letter",
    "vocabulary.try_names",
}
TOKEN_SENTENCE = str(MESSAGES["The CSRF token is missing."])


def post_without_token(client: FlaskClient, address: str, holes: Holes, token: str | None) -> TestResponse:
    data = {"revision": str(holes.get("revision", 1)), **({"csrf_token": token} if token else {})}
    return client.post(address, data=data)


def snapshot() -> dict[str, tuple[int, str]]:
    """How many rows each table has, and the digest of all they say; without visits, last seen and the record."""
    db.session.rollback()
    found = {}
    for table in db.metadata.sorted_tables:
        if table.name not in ("hit", "staff_session", "audit_entry", "record_head"):
            rows = db.session.execute(select(table).order_by(*table.primary_key)).all()
            found[table.name] = (len(rows), sha256(repr(rows).encode()).hexdigest())
    return found


def acts() -> list[str]:
    """What the record says was done, in its order."""
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_passwords_are_not_shown_again_to_whoever_is_no_longer_signed_in(client: FlaskClient) -> None:
    typed = {"old": "mat-khau-dang-dung", "new": "mat-khau-moi-dat", "again": "mat-khau-moi-dat"}
    page = client.post("/can-bo/mat-khau", data=typed).text
    assert not [name for name, value in typed.items() if value in page]


def test_every_answer_carries_the_protecting_headers(app: Flask, client: FlaskClient) -> None:
    version = make_procedure()
    dossier = make_dossier(version)
    client.get(f"/ho-so/mo/{dossier.token}")
    addresses = [
        "/",
        "/thu-tuc",
        f"/thu-tuc/{version.procedure.code}",
        f"/thu-tuc/{version.procedure.code}/ma-qr.svg",
        "/khong-co-trang-nay",
        "/can-bo",
        "/dang-nhap",
        f"/ho-so/{dossier.code}",
        f"/ho-so/{dossier.code}/xac-nhan.pdf",
        "/suc-khoe",
    ]
    for address in addresses:
        answer = client.get(address)
        for name, value in HEADERS.items():
            assert answer.headers.get(name) == value, f"{address}: {name}"
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
    personal = client.get(f"/ho-so/{dossier.code}")
    assert "no-store" in personal.headers["Cache-Control"]
    assert "HX-Request" in personal.headers["Vary"]


def test_reading_pages_set_no_cookie(client: FlaskClient) -> None:
    version = make_procedure()
    of_listening = ("/phan-anh", "/lang-nghe", "/cam-ket", "/cam-ket/viec-da-hua", "/lanh-dao")
    for address in ("/", "/thu-tuc", f"/thu-tuc/{version.procedure.code}", *of_listening, "/tro-giup", "/rieng-tu"):
        assert "Set-Cookie" not in client.get(address).headers, address


def test_the_host_header_decides_nothing(client: FlaskClient) -> None:
    dossier = make_dossier()
    client.get(f"/ho-so/mo/{dossier.token}")
    page = client.get(f"/ho-so/{dossier.code}/xac-nhan", headers={"Host": "localhost"}).text
    assert f"http://localhost/ho-so/mo/{dossier.token}" in page


@pytest.mark.parametrize(
    "address",
    [
        "/thu-tuc?q=%00",
        "/thu-tuc?q=%ff%fe",
        "/thu-tuc?trang=99999999999999999999",
        "/thu-tuc/%00",
        "/q/%E0%A4%A",
        "/ho-so/mo/" + "a" * 5000,
        "/ho-so/%F0%9F%98%80",
        "/nop-ho-so/" + "x" * 3000,
        "/lanh-dao/99999999999999999999999.vcf",
        "/lanh-dao/goi-lai/%00",
        "/phan-anh?trang=99999999999999999999&tim=%00&linh-vuc=99999999999999999999&ap=-1",
        "/phan-anh/%F0%9F%98%80",
        "/phan-anh/mo/" + "a" * 5000,
        "/phan-anh/gui?buoi=99999999999999999999999&ve=%00&quay=%ff",
        "/phan-anh/gui/" + "x" * 3000 + "/noi-dung",
        "/phan-anh/anh/%00",
        "/lang-nghe?trang=%00",
        "/lang-nghe/99999999999999999999999.ics",
        "/cam-ket/viec-da-hua?trang=99999999999999999999&ap=99999999999999999999&trang-thai=%00",
        "/thu-tuc?q=" + "a" * 20000,
    ],
)
def test_strange_addresses_get_a_readable_answer(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code < 500, address


HUGE = 99999999999999999999999


@pytest.mark.proof
def test_strange_addresses_of_officers_get_a_readable_answer(app: Flask, client: FlaskClient) -> None:
    officer = make_officer(*Role)  # officer 1
    dossier = make_dossier()
    sign_in(client, officer)
    queries = [
        f"/can-bo/ho-so?trang={HUGE}&ap={HUGE}&can-bo=xyz&tim=%00",
        f"/can-bo/ho-so?trang=-{HUGE}&ap=-1&can-bo={HUGE}&tim=%ff%fe",
        "/can-bo/ho-so?trang=%F0%9F%98%80&ap=%00&linh-vuc=%27%22%3C&han=%25&trang-thai=_%25",
        f"/can-bo/ho-so?tim={'a' * 20000}",
        "/can-bo/ho-so?trang=1&trang=2&ap[]=1&tim=%E0%A4%A",
        f"/can-bo/ho-so/{dossier.id}/ngay-hen?amount={HUGE}&unit=working_day",
        f"/can-bo/ho-so/{dossier.id}/ngay-hen?amount=%00&unit=%00",
        f"/can-bo/ho-so/{dossier.id}/tep/%00/xem?xoay={HUGE}&to={HUGE}",
        "/quan-tri/can-bo?q=%00&trang-thai=%00",
        f"/can-bo/phan-anh?trang={HUGE}&tim=%00&linh-vuc={HUGE}&ap=-{HUGE}&muc=%00&nguoi=%ff",
        f"/can-bo/viec-da-hua?trang=-{HUGE}&ap={HUGE}&trang-thai=%00",
        f"/can-bo/lang-nghe?trang={HUGE}",
        f"/can-bo/goi-lai?trang={HUGE}",
        f"/can-bo/tiep-cong-dan?tu-ngay=%00&den-ngay=9999-99-99&tim=%ff&trang={HUGE}",
        "/can-bo/tiep-cong-dan.pdf?tu-ngay=0000-01-01&den-ngay=9999-12-31",
        f"/quan-tri/lich-truc?tuan=9999-12-31&bo={HUGE}",
        "/quan-tri/lich-truc?tuan=0001-01-01",
        f"/quan-tri/lich-truc/tiep-dan?bo=-{HUGE}",
        "/quan-tri/cam-ket?q=%00&trang-thai=%00",
        f"/quan-tri/phan-anh/cau-tra-loi?linh-vuc={HUGE}",
        f"/dang-nhap?tiep=//{HUGE}",
    ]
    for number in a_part_of((HUGE, 2**31, 2**63 - 1, 2**63, 0, -1), 2):
        staff_rules = [rule for rule in rules_of(app) if in_staff_area(rule.rule) and rule.arguments]
        queries += [address_of(rule, HOLES).replace("/1", f"/{number}") for rule in staff_rules]
    for address in queries:
        for method in ("GET", "POST"):
            assert client.open(address, method=method).status_code < 500, f"{method} {address}"
