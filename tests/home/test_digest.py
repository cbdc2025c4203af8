"""The morning's mail to an officer: numbers alone, one a day, at the opening of a working day, none without work."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cqtt.commune.models import Officer
from cqtt.dossiers.rules import Status
from cqtt.extensions import db
from cqtt.home import digest
from cqtt.home.day import Heap
from cqtt.home.digest import SENT_WITHIN, send_digests
from cqtt.notifications.models import Channel, MessageRule, Notification
from cqtt.roles import Role
from tests.factories import MONDAY, make_absence, make_dossier, make_feedback, make_officer
from tests.feedback.officers import make_chairman, make_conduct_report
from tests.home.test_my_day import running

OPENING = MONDAY.replace(hour=0, minute=30)  # 07:30 here
TEN_MINUTES = timedelta(minutes=10)
MAILBOX = "tran.thi.mau@anphuoc.example"


@pytest.fixture(autouse=True)
def mail_goes_out(app: Flask) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url="smtp://localhost:1")


def officer(*roles: Role, email: str = MAILBOX) -> Officer:
    return make_officer(*roles, email=email)


def mails() -> list[Notification]:
    return list(db.session.scalars(select(Notification).where(Notification.about_kind == "officer")))


def test_an_officer_is_written_to_once_a_day_with_numbers_alone(app: Flask) -> None:
    clerk = officer(Role.RECEPTION)
    running("Người Bị Trễ", -72), running("Người Hôm Nay", 5)
    dossier = make_dossier(applicant_name="Người Mới Gửi")
    make_feedback(words="Cống ấp 3 bị nghẹt.", sender_name="Người Góp Ý")
    assert send_digests(OPENING) == 1
    assert send_digests(OPENING + TEN_MINUTES) == 0
    (mail,) = mails()
    assert (mail.recipient, mail.channel, mail.about_id) == (MAILBOX, Channel.EMAIL, clerk.id)
    assert mail.subject == "Việc hôm nay, thứ Hai, 23/11/2026"
    for line in ("- Trễ hạn: 1", "- Đến hạn hôm nay: 1", "- Chờ tiếp nhận: 1", "- Góp ý chờ phân công: 1"):
        assert line in mail.body
    assert "http://localhost/can-bo" in mail.body
    assert "Người" not in mail.body and str(dossier.code) not in mail.body
    assert send_digests(OPENING + timedelta(days=1)) == 1


def test_who_has_nothing_to_do_is_not_written_to(app: Flask) -> None:
    officer(Role.RECEPTION)
    assert send_digests(OPENING) == 0
    make_dossier(status=Status.RESOLVED, ended_at=MONDAY), make_dossier(status=Status.AWAITING_PAYMENT)
    assert send_digests(OPENING) == 0
    assert mails() == []


def test_one_whose_day_cannot_be_drawn_holds_up_nobody(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _second = officer(Role.RECEPTION), officer(Role.RECEPTION, email="hai@example.com")
    make_dossier()
    whole, failing = digest.work_of, first.id

    def broken(who: Officer, *rest: Any) -> list[Heap]:
        if who.id == failing:
            raise RuntimeError("thử")
        return whole(who, *rest)

    monkeypatch.setattr(digest, "work_of", broken)
    with pytest.raises(RuntimeError):
        send_digests(OPENING)
    assert [mail.recipient for mail in mails()] == ["hai@example.com"]


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (OPENING - timedelta(minutes=1), 0),
        (OPENING + SENT_WITHIN - timedelta(minutes=1), 1),
        (OPENING + SENT_WITHIN, 0),
        (OPENING + timedelta(days=5), 0),  # Saturday
    ],
)
def test_it_comes_when_the_door_opens_and_on_working_days_only(app: Flask, at: datetime, written: int) -> None:
    officer(Role.RECEPTION)
    make_dossier()
    assert send_digests(at) == written


def test_who_is_away_has_left_or_has_no_mail_box_is_left_out(app: Flask) -> None:
    make_dossier()
    away, deputy = officer(Role.RECEPTION, email="nghi@anphuoc.example"), officer(Role.RECEPTION)
    make_absence(away, deputy, OPENING.date(), OPENING.date())
    officer(Role.RECEPTION, email="")
    officer(Role.RECEPTION, email="da.nghi@anphuoc.example").is_active = False
    officer(Role.OVERSEER, email="giam.sat@anphuoc.example")
    db.session.commit()
    assert send_digests(OPENING) == 1
    assert [mail.recipient for mail in mails()] == [MAILBOX]


def test_the_administrator_may_switch_it_off(app: Flask) -> None:
    officer(Role.RECEPTION)
    make_dossier()
    db.session.add(MessageRule(event="officer.digest", channel=Channel.EMAIL, is_on=False))
    db.session.commit()
    assert send_digests(OPENING) == 0


def test_a_report_of_conduct_is_other_work(app: Flask) -> None:
    chairman = make_chairman()
    chairman.email = MAILBOX
    make_conduct_report(make_officer(Role.RECEPTION))
    assert send_digests(OPENING) == 1
    (mail,) = mails()
    assert "- Việc khác: 1" in mail.body
    for word in ("riêng", "thái độ", "GY-"):
        assert word not in mail.body + mail.subject
