"""Every door of the site: who may open it, what it answers, which headers it carries."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from cqtt.access import in_staff_area
from cqtt.audit.models import AuditEntry
from cqtt.dossiers.models import Dossier
from cqtt.extensions import db
from cqtt.roles import Role
from cqtt.web_security import HEADERS
from tests.factories import make_dossier, make_officer, make_procedure, sign_in

# Everything a stranger may ask for; a new address that is neither here nor a staff address fails the test.
PUBLIC = {
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
    "commune.leaders",
    "commune.vcard",
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
    "dossiers.receipt_pdf",
    "dossiers.supplement",
    "dossiers.supplement_files",
    "dossiers.withdraw",
    "dossiers.forget",
    "dossiers.file",
    "dossiers.delete_file",
}


def rules_of(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def address_of(rule: Rule) -> str:
    """An address of this rule, with something in every hole."""
    holes = {"int": "1", "any(": ""}
    path = re.sub(r"<int:\w+>", holes["int"], rule.rule)
    path = re.sub(r"<any\(([^,)]+)[^>]*>", r"\1", path)
    return re.sub(r"<[^>]+>", "1.001193", path)


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


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_only_what_is_marked_for_it(app: Flask, client: FlaskClient, role: Role) -> None:
    make_officer(Role.ADMINISTRATOR)  # officer 1, whom this walk may disable
    make_dossier()
    sign_in(client, make_officer(role))
    for rule in rules_of(app):
        if not in_staff_area(rule.rule):
            continue
        allowed = role in getattr(app.view_functions[rule.endpoint], "roles", ())
        for method in methods_of(rule):
            status = client.open(address_of(rule), method=method).status_code
            assert status < 500, f"{method} {rule.rule} as {role}: {status}"
            assert allowed or status == 403, f"{method} {rule.rule} as {role}: {status}"


def test_a_change_without_a_token_is_refused_everywhere(app: Flask, strict_client: FlaskClient) -> None:
    dossier = make_dossier(make_procedure())
    officer = make_officer(*Role)
    with strict_client.session_transaction() as session:
        session["held"] = [dossier.token]
    before = snapshot()
    app.config["WTF_CSRF_ENABLED"] = False
    sign_in(strict_client, officer)
    with strict_client.session_transaction() as session:
        session["held"] = [dossier.token]
    app.config["WTF_CSRF_ENABLED"] = True
    before = snapshot()
    for rule in rules_of(app):
        if "POST" not in (rule.methods or ()):
            continue
        path = address_of(rule).replace("1.001193", str(dossier.code if "/ho-so/" in rule.rule else dossier.draft_key))
        for token in (None, "sai", "a.b.c"):
            data = {"csrf_token": token} if token else {}
            status = strict_client.post(path, data=data).status_code
            assert status in (303, 400, 401, 403, 404, 409, 410, 422), f"{path}: {status}"
    db.session.expire_all()
    assert snapshot() == before


def snapshot() -> tuple[object, ...]:
    """What must not change: the dossiers and what was recorded."""
    dossiers = db.session.execute(select(Dossier.id, Dossier.status, Dossier.revision)).all()
    return (*map(tuple, dossiers), db.session.scalars(select(AuditEntry.action)).all().count("open"))


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
    for address in ("/", "/thu-tuc", f"/thu-tuc/{version.procedure.code}", "/lanh-dao", "/tro-giup", "/rieng-tu"):
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
        "/thu-tuc?q=" + "a" * 20000,
    ],
)
def test_strange_addresses_get_a_readable_answer(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code < 500, address
