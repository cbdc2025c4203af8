"""Every text that goes out: within its channel's limit, and with nothing about a person but a code and the secret link.

The kinds of events are walked from where the features register them: a new one without a case here fails.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cqtt.commune.models import Commune, the_commune
from cqtt.dossiers import texts as dossier_texts
from cqtt.dossiers.models import DossierEvent
from cqtt.dossiers.rules import Actor, Status, Step
from cqtt.extensions import db
from cqtt.feedback import rules as feedback_rules
from cqtt.feedback import texts as feedback_texts
from cqtt.home import digest as officers_digest
from cqtt.home.day import Heap
from cqtt.letters.facts import Addressee
from cqtt.letters.rules import Occasion
from cqtt.letters.sending import message as letter_message
from cqtt.listening import reminders
from cqtt.listening.models import SessionOpinion
from cqtt.notifications.actions import SMS_LIMIT, About, Message, announce, announce_to_browsers
from cqtt.notifications.kinds import EventKind, kinds
from cqtt.notifications.models import Channel, Connection, MessageRule, Notification, PushSubscription
from cqtt.notifications.push import MOST_BYTES, shown
from cqtt.notifications.rules import parts_of
from cqtt.notifications.transport import Outgoing
from cqtt.notifications.zalo import MOST_IN_A_FACT
from cqtt.ratings import inviting
from cqtt.text import fold
from cqtt.upkeep import digest as administrators_digest
from cqtt.upkeep.broken import Broken
from tests.factories import MONDAY, make_dossier, make_feedback, make_hamlet, make_officer, make_procedure, numbers
from tests.letters.cases import drafted
from tests.listening.sessions import make_session

MOST_IN_A_SUBJECT = 200  # a longer one is cut (notifications/mail.py)
READ_AT_A_GLANCE = 150  # characters of a word on a telephone's screen
SITE = "https://dichvucong.phuongtandonghiepthuanan.dongnai.gov.vn"
CODE = "H19.151.22-261123-0007"
NAME, PHONE, CITIZEN_NUMBER = "Nguyễn Tôn Nữ Hoàng Phương Thảo", "0912345678", "075199000123"
ADDRESS, EMAIL = "Số 1247/35 hẻm 12, Quốc lộ 51, Ấp Tân Mai", "ton.nu.phuong.thao@example.vn"
WORDS = "Chồng tôi bị bệnh nên chúng tôi không đi được"
PERSONAL = (NAME, PHONE, CITIZEN_NUMBER, ADDRESS, EMAIL, WORDS)
PERSON = {"phone": PHONE, "email": EMAIL}


@pytest.fixture(autouse=True)
def unit(app: Flask, commune: Commune) -> None:
    """A unit with a long name at a long address, and every channel open."""
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], base_url=SITE, smtp_url="smtp://localhost:1")
    commune.name, commune.kind, commune.code_prefix = "Tân Đông Hiệp Thuận An", "phường", "H19.151.22"
    db.session.add_all(
        Connection(channel=channel, is_on=True, values={}, sealed={})
        for channel in (Channel.SMS, Channel.ZALO, Channel.PUSH)
    )
    db.session.commit()


# --- what each kind of event says, of people and things with long names ---


def long_dossier(status: Status) -> dict[str, Any]:
    code = f"{CODE[:-4]}{next(numbers):04}"
    return {"code": code, "status": status, "applicant_name": NAME, "citizen_number": CITIZEN_NUMBER, **PERSON}


def of_dossier(event: str) -> Iterator[Message]:
    """Every sentence with the most it can bring along: a due date, or what is still owed."""
    name = (
        "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất do đổi tên hoặc thay đổi thông tin"
    )
    dossier = make_dossier(
        make_procedure(name=name), due_at=MONDAY + timedelta(days=30), **long_dossier(Status.PROCESSING)
    )
    for details in ({}, {"owed": 1_250_000}):
        states = {"from_status": Status.PROCESSING, "to_status": Status.PROCESSING, "actor": Actor.OFFICER}
        said = DossierEvent(step=Step(event), at=MONDAY, told="Xin xem.", details=details, **states)
        yield dossier_texts.message(dossier, said, the_commune())


def of_feedback(event: str) -> Iterator[Message]:
    feedback = make_feedback(sender_name=NAME, words=WORDS, address=ADDRESS, **PERSON)
    link = feedback_texts.secret_link(feedback)
    yield feedback_texts.message(feedback, feedback_rules.Step(event), "Xin xem.", link, the_commune())


def of_session(_event: str) -> Iterator[Message]:
    """Told by its own reminder, to an officer and to somebody who asked beforehand."""
    hamlet = make_hamlet(name="Khu phố Tân Lập Đông Hòa Bình Thắng 12")
    place = "Nhà văn hóa kết hợp trụ sở Ban điều hành khu phố Tân Lập Đông Hòa"
    session = make_session(make_officer(name=NAME, email=EMAIL), hamlet_id=hamlet.id, place=place)
    asked = make_feedback(sender_name=NAME, words=WORDS, **PERSON)
    row = SessionOpinion(session_id=session.id, feedback_id=asked.id, number=1, said_at=MONDAY, beforehand=True)
    db.session.add(row)
    db.session.commit()
    reminders.tell_all(session, the_commune(), MONDAY)
    yield from ()


def of_rating(_event: str) -> Iterator[Message]:
    """Told by its own invitation, after a result and after an answer."""
    dossier = make_dossier(make_procedure(), **long_dossier(Status.RETURNED))
    feedback = make_feedback(sender_name=NAME, words=WORDS, **PERSON)
    feedback.status, feedback.answered_at = feedback_rules.Status.ANSWERED, MONDAY
    db.session.flush()
    inviting.ask_about_dossier(dossier, MONDAY)
    inviting.ask_about_answer(feedback, MONDAY)
    yield from ()


def of_letter(_event: str) -> Iterator[Message]:
    """A letter of each occasion, in both languages."""
    reader = Addressee("Bà", NAME, ADDRESS, PHONE, EMAIL)
    for occasion in Occasion:
        dossier = make_dossier(make_procedure(), **long_dossier(Status.PROCESSING))
        for language in ("vi", "en"):
            letter = drafted(occasion, reader, dossier=dossier, language=language, due_at=MONDAY)
            yield letter_message(letter, the_commune())


def of_officers_morning(_event: str) -> Iterator[Message]:
    """A morning with everything there can be on it."""
    titles = ("Trễ hạn", "Đến hạn hôm nay", "Góp ý chờ phân công, có việc trễ", "Gọi lại cho dân", "Việc đã hứa")
    heaps = [Heap(title, [], 128) for title in titles]
    yield officers_digest.message(heaps, the_commune(), MONDAY.date())


def of_administrators_morning(_event: str) -> Iterator[Message]:
    broken = [
        Broken(f"{count} tin không gửi được qua Tin nhắn SMS trong hai ngày qua.", "Xem lý do.") for count in range(9)
    ]
    yield administrators_digest.message(broken, the_commune(), MONDAY.date())


CASES: dict[str, Callable[[str], Iterator[Message]]] = {
    "dossier": of_dossier,
    "feedback": of_feedback,
    "listening": of_session,
    "listening_question": of_session,
    "rating": of_rating,
    "letter": of_letter,
    "officer": of_officers_morning,
    "administrator": of_administrators_morning,
}
THE_LETTER_ITSELF = "letter"  # its mail is the letter, from the greeting with a name on
FOLLOWED = {"dossier", "feedback"}  # what a browser asks to be told about


def test_every_kind_of_event_has_its_case(app: Flask) -> None:
    assert {kind.thing for kind in kinds()} == set(CASES)


# --- what is looked at: the rows of the outbox, as they would go out ---


def written_about(kind: EventKind, by_zalo: bool) -> list[Notification]:
    """Return what the outbox holds of such an event: to a mail box, a telephone and a browser."""
    rule = MessageRule(event=kind.name, channel=Channel.ZALO, is_on=by_zalo, template="77")
    db.session.merge(rule)
    db.session.commit()
    thing, _dot, event = kind.name.partition(".")
    for message in CASES[thing](event):
        number = next(numbers)
        about, key = About(thing, number, event), f"test-{number}"
        asked = {"endpoint": f"https://push.example.com/{number}", "p256dh": "x", "auth": "x", "created_at": MONDAY}
        db.session.add(PushSubscription(about_kind=thing, about_id=number, **asked))
        db.session.flush()
        announce(key, about, message, EMAIL, PHONE, MONDAY)
        if thing in FOLLOWED:
            announce_to_browsers(key, about, message, MONDAY)
    db.session.commit()
    return list(db.session.scalars(select(Notification).where(Notification.about_kind == thing)))


def names(text: str) -> list[str]:
    """Return what of a person stands in a text, with marks or without."""
    plain = re.sub(r"\s+", " ", fold(text))
    return [each for each in PERSONAL if fold(each) in plain]


@pytest.mark.parametrize("by_zalo", [False, True], ids=["sms", "zalo"])
@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_a_text_keeps_its_limit_and_says_nothing_about_a_person(kind: EventKind, by_zalo: bool) -> None:
    found = written_about(kind, by_zalo)
    assert found, kind.name
    told_on = {row.channel for row in found}
    assert (Channel.PUSH in told_on) is (kind.thing in FOLLOWED)
    for row in found:
        LIMITS[row.channel](row)
        assert names(row.subject) == []
        assert names(" ".join(map(str, row.facts.values()))) == []
        if not (row.channel is Channel.EMAIL and kind.thing == THE_LETTER_ITSELF):
            assert names(row.body) == []


def test_a_name_is_found_where_there_is_one(app: Flask) -> None:
    (kind,) = (kind for kind in kinds() if kind.thing == THE_LETTER_ITSELF)
    mails = [row.body for row in written_about(kind, False) if row.channel is Channel.EMAIL]
    assert any(NAME in names(mail) for mail in mails)
    assert names(f"Ba {fold(NAME).upper()}, so {PHONE}") == [NAME, PHONE]


def keeps_mail(row: Notification) -> None:
    assert 0 < len(row.subject) <= MOST_IN_A_SUBJECT
    assert "http" not in row.subject


def keeps_sms(row: Notification) -> None:
    """Two parts at most, nothing cut off, the link whole at its end."""
    assert len(row.body) <= SMS_LIMIT and parts_of(row.body) <= 2
    assert re.search(rf": {SITE}/[\w/-]+$", row.body), row.body


def keeps_zalo(row: Notification) -> None:
    """Every fact fits where an approved text takes it; what a failed one leaves behind is a short message."""
    keeps_sms(row)
    assert row.facts
    assert all(len(str(fact)) <= MOST_IN_A_FACT for fact in row.facts.values())


def keeps_push(row: Notification) -> None:
    assert len(row.body) <= READ_AT_A_GLANCE and "http" not in row.body
    word = Outgoing("a" * 32, the_commune().full_name, row.recipient, "", row.body, MONDAY, facts=row.facts)
    assert len(shown(word)) <= MOST_BYTES
    assert row.facts["link"].startswith(SITE)


LIMITS = {
    Channel.EMAIL: keeps_mail,
    Channel.SMS: keeps_sms,
    Channel.BY_HAND: keeps_sms,
    Channel.ZALO: keeps_zalo,
    Channel.PUSH: keeps_push,
}
