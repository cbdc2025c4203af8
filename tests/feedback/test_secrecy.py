"""A report about an officer: the person it is about finds no trace of it, whatever their roles, wherever they look.

Each walk plays a whole story: reports that were sent, answered, and made reports of conduct only after colleagues had
seen, followed and joined them; then the person they are about signs in and opens everything there is.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from cqtt.audit.models import AuditEntry
from cqtt.clock import frozen
from cqtt.commune.models import Officer
from cqtt.extensions import db
from cqtt.feedback import actions, citizen_actions, conduct
from cqtt.feedback.models import Feedback, FeedbackEvent, FeedbackFile, FeedbackFollower, FileKind
from cqtt.feedback.rules import FeedbackKind, Outcome
from cqtt.feedback.secrecy import recipient_of
from cqtt.feedback.topics import FeedbackSettings
from cqtt.listening.models import SessionOpinion
from cqtt.notifications.models import Channel, DeliveryStatus, Notification
from cqtt.roles import Role
from tests.dossiers.staff import desk_of
from tests.factories import MONDAY, make_absence, make_dossier, make_feedback, make_hamlet, make_officer, make_topic
from tests.feedback.officers import INBOX, add_photo, add_voice, again, make_chairman, make_conduct_report, press
from tests.feedback.walking import Secret, Walker, rows_about, text_of
from tests.listening.sessions import make_session
from tests.rounds import a_part_of

DAY = timedelta(days=1)
TABLES = [kind.__table__ for kind in (Feedback, FeedbackEvent, FeedbackFile, FeedbackFollower, Notification)]
ALL = (Role.RECEPTION, Role.SPECIALIST, Role.LEADER, Role.ADMINISTRATOR, Role.OVERSEER)
# Whom the reports may be about.
ACCUSED = {
    "reception": (Role.RECEPTION,),
    "specialist": (Role.SPECIALIST,),
    "leader": (Role.LEADER,),
    "deputy of the chairman": (Role.LEADER,),
    "administrator": (Role.ADMINISTRATOR, Role.RECEPTION),
    "chairman": (Role.LEADER,),
    "chairman who is described": (Role.LEADER,),  # nobody was chosen, and the other reader is away
    "overseer": (Role.OVERSEER,),
    "all roles together": ALL,
}


@pytest.fixture(autouse=True)
def monday_morning(app: Flask) -> Iterator[None]:
    with frozen(MONDAY):
        yield


@dataclass
class Story:
    """Who is accused, who reads, and what must not be found."""

    accused: Officer
    reader: Officer
    is_described: bool = False  # by a title, where no name was chosen
    reports: list[Feedback] = field(default_factory=list)
    secret: Secret = field(default_factory=Secret)
    seen_links: list[str] = field(default_factory=list)  # of senders: colleagues could read them in messages

    @property
    def about(self) -> Officer | None:
        """Return who is chosen as the one it is about."""
        return None if self.is_described else self.accused

    @property
    def ids(self) -> list[int]:
        return [report.id for report in self.reports]


def told_about(story: Story, number: int, **fields: object) -> dict[str, object]:
    """What a sender says of whom, in words that stand nowhere else."""
    who = "ông Chủ tịch xã" if story.is_described else "người"
    return {
        "words": f"Quát tháo bà Lài bán xôi gấc {number}9317 ở cầu Xéo.",
        "sender_name": f"Quách Thị Thốt{'abcdefgh'[number]}",
        "phone": f"09876540{number}1",
        "email": f"quach.{number}@example.vn",
        "address": f"Tổ Kín Đáo {number}",
        "place": f"Quầy bên gốc phượng {number}",
        "about_whom": f"{who} đeo kính gọng đồi mồi {number}",
    } | fields


def keep_secret(story: Story, feedback: Feedback, number: int) -> None:
    story.reports.append(feedback)
    story.secret.words += [f"xôi gấc {number}9317", f"Quách Thị Thốt{'abcdefgh'[number]}", f"Kín Đáo {number}"]
    story.secret.words += [f"gốc phượng {number}", f"đồi mồi {number}", f"quach.{number}@"]
    story.secret.numbers.append(f"09876540{number}1")
    story.secret.exact += [feedback.token, *(file.public_id for file in feedback.files)]
    story.secret.exact += [file.storage_key for file in feedback.files]
    story.secret.codes.append(feedback.code)


def accuse(kind: str) -> Story:
    """Set the office up, and tell it everything there is to tell about one officer."""
    other = make_officer(Role.LEADER, name="Mai Thị Khác")
    heads = kind.startswith("chairman")
    accused = make_officer(*ACCUSED[kind], name="Cù Văn Bị", is_leader=heads, department="Kinh tế")
    head = accused if heads else make_chairman(other)
    if heads:
        db.session.add(FeedbackSettings(id=1, chairman_id=accused.id, other_recipient_id=other.id))
        db.session.commit()
    reader = recipient_of(accused)
    assert reader is (other if heads or kind in ("administrator", "all roles together") else head)
    story = Story(accused, reader, is_described=kind == "chairman who is described")
    furnish()
    tell(story)
    if kind == "deputy of the chairman":
        make_absence(head, accused, MONDAY.date(), MONDAY.date() + DAY)
    if story.is_described:
        make_absence(other, accused, MONDAY.date(), MONDAY.date() + DAY)
    return story


def tell(story: Story) -> None:
    """Let the reports arrive: new, handled, late, joined with others before anybody saw what they are about."""
    reader = story.reader
    place = {"topic_id": make_topic().id, "hamlet_id": make_hamlet().id}
    fresh = make_conduct_report(story.about, **told_about(story, 1, **place))
    add_photo(fresh)
    add_voice(fresh)
    handled = make_conduct_report(story.about, **told_about(story, 2, at=MONDAY - 40 * DAY, **place))
    add_voice(handled)
    helper = make_officer(Role.SPECIALIST, name="Lý Thị Giúp")
    handle(story, again(handled), helper)
    seen = reclassified(story, place)
    said_at_a_session(story, fresh, seen[0])
    for number, feedback in enumerate([fresh, handled, *seen], start=1):
        keep_secret(story, again(feedback), number)
    assert all(feedback.recipient_id == reader.id for feedback in story.reports)


def handle(story: Story, feedback: Feedback, helper: Officer) -> None:
    """Let its reader do everything with it that may be done."""
    reader = story.reader
    actions.transcribe(feedback, reader, "Giọng nói khàn đặc 55231", MONDAY)
    actions.assign(feedback, reader, helper, "Xác minh kín 66231", MONDAY, by=MONDAY + DAY)
    actions.add_note(feedback, reader, "Đã hỏi nhân chứng 77231", MONDAY)
    db.session.flush()
    add_photo(feedback, FileKind.AFTER, "green")
    actions.answer(feedback, helper, "Đã nhắc nhở 88231", Outcome.DONE, MONDAY)
    citizen_actions.rate(feedback, 2, "Chưa đủ nghiêm 99231", MONDAY)
    citizen_actions.reopen(feedback, "Vẫn quát như cũ 44231", MONDAY)
    db.session.commit()
    story.secret.words += ["khàn đặc 55231", "kín 66231", "chứng 77231", "nhở 88231", "nghiêm 99231", "cũ 44231"]


def reclassified(story: Story, place: dict[str, int]) -> list[Feedback]:
    """Let it be an ordinary report first: read, followed, joined, with texts waiting to be sent to others."""
    sorter = make_officer(Role.RECEPTION, name="Tạ Thị Xếp")
    feedback = make_feedback(**told_about(story, 3, **place))
    add_photo(feedback, colour="blue")
    joined = make_feedback(**told_about(story, 4, **place))
    follower = citizen_actions.follow(again(feedback), "theo-doi-cu", "0912340987", MONDAY)
    actions.answer(feedback, sorter, "Xin cảm ơn 33231", Outcome.EXPLAINED, MONDAY)
    citizen_actions.reopen(feedback, "Không phải vậy 22231", MONDAY)
    actions.merge(again(joined), feedback, sorter, MONDAY)
    db.session.commit()
    story.secret.exact.append(follower.token)
    story.seen_links = [feedback.token, joined.token]
    story.secret.exact += story.seen_links
    story.secret.words += ["cảm ơn 33231", "vậy 22231"]
    story.secret.numbers.append("0912340987")
    conduct.make_conduct(again(feedback), sorter, "khong-1", story.about, "Chuyển riêng 11231", MONDAY)
    db.session.commit()
    story.secret.words.append("riêng 11231")
    return [feedback, joined]


def said_at_a_session(story: Story, fresh: Feedback, counted: Feedback) -> None:
    """Let two of them have been said before everybody, with the accused there: one knew its place, one found it."""
    session = make_session(story.accused, make_officer(Role.RECEPTION), on=MONDAY.date() - 2 * DAY)
    for number, feedback in ((None, fresh), (1, counted)):
        session.opinions.append(
            SessionOpinion(
                feedback_id=feedback.id, number=number, said_at=MONDAY - 2 * DAY, solved_how=f"Xin lỗi {number} 12131"
            )
        )
    db.session.commit()
    story.secret.words += ["lỗi None 12131", "lỗi 1 12131"]


def furnish() -> None:
    """Let there be things to see besides, so that lists, days and papers are not empty."""
    make_feedback(words="Đèn đường hỏng")
    make_feedback(words="Khen cô tiếp nhận", kind=FeedbackKind.PRAISE)
    make_dossier()


def holes_for(story: Story) -> list[dict[str, object]]:
    """What an officer who had got hold of ids, codes and senders' links would put into addresses."""
    found: list[dict[str, object]] = []
    links = dict(zip(reversed(story.ids), reversed(story.seen_links), strict=False))
    for report in story.reports:
        message = db.session.scalar(select(Notification.id).where(Notification.about_id == report.id))
        files = [file.public_id for file in report.files] or ["khong-co"]
        known = {"id": report.id, "code": report.code, "message_id": message or 1}
        known["token"] = links.get(report.id, story.seen_links[0])
        found += [known | {"public_id": file} for file in files]
    return found


def check(story: Story, endpoint: str, address: str, said: str) -> None:
    """Look for a trace in an answer; a code that stands in the address itself was typed, and told by nobody."""
    found = story.secret.found_in(said, in_record=endpoint.startswith("audit."))
    typed = {code for code in story.secret.codes if code in address}
    assert not set(found) - typed, f"{endpoint} {address} tells {story.accused.role_set}: {found}"


def walk(app: Flask, story: Story, whole: bool) -> Walker:
    client = desk_of(app, story.accused)
    walker = Walker(app, client, holes_for(story) if whole else holes_for(story)[:1])
    for met in walker.everywhere(whole):
        check(story, *met)
    for met in walker.along_links("/", "/can-bo") if whole else ():
        check(story, *met)
    terms = ["xoi gac", "quach thi", "098765", "9876540", "goc phuong", "khan dac", "22231", story.secret.codes[0][:8]]
    for met in walker.searching(*(terms if whole else terms[:2])):
        check(story, *met)
    return walker


def knock(app: Flask, story: Story, client: FlaskClient) -> None:
    """Press every button of every report: the doors are closed, and nothing changes."""
    before = rows_about(TABLES)
    ids = dict(zip(story.ids, holes_for(story), strict=False))
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith(f"{INBOX}/<row:id>") or "POST" not in (rule.methods or ()):
            continue
        for report in story.reports:
            values = {name: {**ids[report.id], "id": report.id}.get(name, 1) for name in rule.arguments}
            built = rule.build(values)
            assert built
            for revision in (report.revision, 0):
                answer = client.post(built[1], data={"revision": revision, "note": "Tôi biết rồi", "words": "Tôi"})
                assert answer.status_code in (403, 404), f"{rule.rule}: {answer.status_code}"
    assert rows_about(TABLES) == before


@pytest.mark.parametrize("kind", ["all roles together", "chairman who is described"])
def test_whoever_is_accused_finds_no_trace_on_any_page(app: Flask, caplog: pytest.LogCaptureFixture, kind: str) -> None:
    story = accuse(kind)
    caplog.set_level(logging.DEBUG)
    walker = walk(app, story, whole=False)
    knock(app, story, walker.client)
    assert len(walker.asked) > 100 and walker.forms
    assert story.secret.found_in(caplog.text, in_record=True) == []


@pytest.mark.proof
@pytest.mark.parametrize("kind", a_part_of(ACCUSED, 3))
def test_whatever_the_accused_may_do_they_find_no_trace(app: Flask, kind: str) -> None:
    story = accuse(kind)
    walker = walk(app, story, whole=True)
    knock(app, story, walker.client)
    assert not list(db.session.scalars(select(Notification).where(Notification.recipient == story.accused.phone)))


def test_the_same_walk_finds_everything_where_it_may_be_read(app: Flask) -> None:
    """The test can see: its reader's own pages tell every word that the accused must not find."""
    story = accuse("reception")
    client = desk_of(app, story.reader)
    said = "".join(text_of(client.get(address)) for address in [INBOX, *(f"{INBOX}/{id}" for id in story.ids)])
    found = set(story.secret.found_in(said))
    unseen = {*(file.storage_key for report in story.reports for file in report.files)}
    unseen |= {"0912340987", *story.secret.exact[:1]}  # a follower's number and link, which are gone for good
    unseen |= {word for word in story.secret.words if word.endswith("12131")}  # stands on the session's page
    missing = {*story.secret.words, *story.secret.codes, *story.secret.numbers} - found - unseen
    assert not missing, missing


def test_what_was_seen_before_waits_for_nobody_after(app: Flask) -> None:
    story = accuse("reception")
    feedback = again(story.reports[2])
    waiting = select(Notification).where(
        Notification.about_id == feedback.id,
        Notification.channel == Channel.BY_HAND,
        Notification.status == DeliveryStatus.PENDING,
    )
    assert {one.recipient for one in db.session.scalars(waiting)} <= {feedback.phone}
    assert feedback.followers == [] and again(story.reports[3]).is_conduct
    assert all(file.public_key is None for report in story.reports for file in report.files)


def test_a_link_of_a_follower_opens_nothing_once_it_is_about_conduct(app: Flask) -> None:
    make_chairman()
    accused, feedback = make_officer(Role.RECEPTION, phone="0911222333"), make_feedback()
    follower = citizen_actions.follow(feedback, "ke-to-mo", accused.phone, MONDAY)
    db.session.commit()
    client, link = app.test_client(), f"/phan-anh/mo/{follower.token}"
    assert client.get(link).status_code == 303
    conduct.make_conduct(again(feedback), make_officer(Role.LEADER), "khong-1", accused, "", MONDAY)
    db.session.commit()
    assert client.get(link).status_code == 404
    pages = [client.get(f"/phan-anh/{code}", follow_redirects=True).text for code in (feedback.code, "GY-2AA-2AAA")]
    said = [re.sub(r"GY-\w{3}-\w{4}|csrf_token[^>]*", "", page) for page in pages]
    assert said[0] == said[1]


def test_what_colleagues_read_while_it_was_ordinary_opens_nothing_afterwards(app: Flask) -> None:
    """Who reads an ordinary report about themselves keeps its link, its code and its telephone for another day."""
    make_chairman()
    accused = make_officer(Role.RECEPTION)
    reports = [make_feedback(**told) for told in ({}, {"phone": "0900000456", "words": "Cũng là người ấy."})]
    actions.merge(again(reports[1]), reports[0], make_officer(Role.LEADER), MONDAY)
    db.session.commit()
    client = desk_of(app, accused)
    pages = [client.get(f"{INBOX}/{one.id}").text for one in reports]
    links = [link for page in pages for link in re.findall(r"/phan-anh/mo/[\w-]+", page)]
    assert {f"/phan-anh/mo/{one.token}" for one in reports} <= set(links)
    assert client.get(links[0]).status_code == 303  # opened beforehand: the browser holds it
    conduct.make_conduct(again(reports[0]), make_officer(Role.LEADER), "khong-1", accused, "", MONDAY)
    db.session.commit()
    for browser, one in ((browser, one) for browser in (client, app.test_client()) for one in reports):
        assert {browser.get(link).status_code for link in links} == {404}
        found = browser.post("/phan-anh/tra-cuu", data={"code": one.code, "digits": one.phone[-4:]})
        assert found.status_code == 422
        assert one.words not in browser.get(f"/phan-anh/{one.code}", follow_redirects=True).text


def test_every_sender_of_what_turns_out_to_be_about_conduct_is_sent_a_link_that_opens_it(app: Flask) -> None:
    story = accuse("reception")
    for report in story.reports[2:]:
        about = select(Notification).where(Notification.about_id == report.id).order_by(Notification.id.desc())
        text = db.session.scalars(about).first()
        assert text is not None and (text.recipient, text.status) == (report.phone, DeliveryStatus.PENDING)
        (link,) = re.findall(r"/phan-anh/mo/[\w-]+", text.body)
        page = app.test_client().get(link, follow_redirects=True).text
        assert report.words in page and "chuyển riêng" in page and "Để giữ kín" in page


def test_who_left_no_way_to_be_reached_keeps_the_link(app: Flask) -> None:
    """No message was written, so nobody has seen it, and nothing would bring another."""
    make_chairman()
    feedback = make_feedback(is_anonymous=True)
    link = f"/phan-anh/mo/{feedback.token}"
    conduct.make_conduct(feedback, make_officer(Role.LEADER), "khong-1", make_officer(Role.RECEPTION), "", MONDAY)
    db.session.commit()
    page = app.test_client().get(link, follow_redirects=True).text
    assert feedback.words in page and "chuyển riêng" in page and "Để giữ kín" not in page


def test_only_a_text_that_is_still_to_be_sent_shows_the_senders_link(app: Flask) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url="smtp://localhost", mail_from="a@example.vn")
    feedback, client = make_feedback(email="mau@example.vn"), desk_of(app, make_officer(Role.RECEPTION))
    of_feedback = select(Notification).where(Notification.about_id == feedback.id)
    by_channel = {one.channel: one for one in db.session.scalars(of_feedback)}
    assert all(feedback.token in one.body for one in by_channel.values())
    mail, text = by_channel[Channel.EMAIL], by_channel[Channel.BY_HAND]
    page = client.get(f"{INBOX}/{feedback.id}").text
    shown = [page.partition(f'id="message-{one.id}"')[2].partition("</p>")[0] for one in (mail, text)]
    assert [feedback.token in words for words in shown] == [False, True] and "(liên kết riêng)" in shown[0]
    client.post(f"{INBOX}/{feedback.id}/tin/{text.id}/da-gui")
    page = client.get(f"{INBOX}/{feedback.id}").text
    assert feedback.token not in page and "sms:" not in page and feedback.code in page


MOVES = ("giao", "phan-loai", "ve-thai-do", "ghi-chu", "tra-loi", "khong-giai-quyet", "gop")


@pytest.mark.parametrize("step", MOVES)
def test_every_page_that_shows_what_was_said_is_recorded(app: Flask, step: str) -> None:
    feedback, officer = make_feedback(), make_officer(Role.LEADER)
    page = desk_of(app, officer).get(f"{INBOX}/{feedback.id}/{step}")
    assert page.status_code == 200 and viewed_by(officer) == [feedback.code]


def test_comparing_two_records_both(app: Flask) -> None:
    feedback, into, officer = make_feedback(), make_feedback(sender_name="Lê Thị Kia"), make_officer(Role.LEADER)
    page = desk_of(app, officer).get(f"{INBOX}/{feedback.id}/gop", query_string={"ma": into.code}).text
    assert "Lê Thị Kia" in page and viewed_by(officer) == [feedback.code, into.code]


def viewed_by(officer: Officer) -> list[str]:
    views = select(AuditEntry.object_id).where(AuditEntry.action == "view", AuditEntry.officer_id == officer.id)
    return list(db.session.scalars(views.order_by(AuditEntry.id)))


def test_the_accused_who_becomes_chairman_or_other_reader_still_finds_nothing(app: Flask) -> None:
    story = accuse("leader")
    settings = db.session.get_one(FeedbackSettings, 1)
    for named in ("chairman_id", "other_recipient_id"):
        setattr(settings, named, story.accused.id)
    story.reader.is_active = False  # the one who read them has left
    db.session.commit()
    actions.address_waiting(MONDAY)
    db.session.commit()
    assert all(again(report).recipient_id != story.accused.id for report in story.reports)
    client = desk_of(app, story.accused)
    for address in (INBOX, f"{INBOX}?muc=tat-ca", f"{INBOX}?muc=thai-do", "/can-bo", *_pages(story)):
        check(story, "", address, text_of(client.get(address)))


def _pages(story: Story) -> list[str]:
    return [f"{INBOX}/{id}" for id in story.ids]


def test_an_administrator_reads_no_report_of_conduct_even_as_recipient_or_holder(app: Flask) -> None:
    head = make_chairman()
    report = make_conduct_report(make_officer(Role.RECEPTION))
    head.roles.append(type(head.roles[0])(role=Role.ADMINISTRATOR))
    report.officer_id = head.id
    db.session.commit()
    assert desk_of(app, head).get(f"{INBOX}/{report.id}").status_code == 404


def test_who_stands_in_for_the_reader_reads_and_who_is_accused_does_not(app: Flask) -> None:
    head, accused, deputy = make_chairman(), make_officer(Role.LEADER), make_officer(Role.SPECIALIST)
    report = make_conduct_report(accused)
    make_absence(head, deputy, MONDAY.date(), MONDAY.date())
    assert desk_of(app, deputy).get(f"{INBOX}/{report.id}").status_code == 200
    with frozen(MONDAY + DAY):
        assert desk_of(app, deputy).get(f"{INBOX}/{report.id}").status_code == 404


def test_the_accused_who_stands_in_for_the_reader_finds_nothing(app: Flask) -> None:
    story = accuse("deputy of the chairman")
    client = desk_of(app, story.accused)
    for address in (INBOX, f"{INBOX}?muc=tat-ca", f"{INBOX}?muc=thai-do", "/can-bo", *_pages(story)):
        check(story, "", address, text_of(client.get(address)))


def test_who_it_was_given_to_reads_it_until_it_is_given_on(app: Flask) -> None:
    head = make_chairman()
    first, second = make_officer(Role.SPECIALIST), make_officer(Role.SPECIALIST)
    report = make_conduct_report(make_officer(Role.RECEPTION))
    for holder in (first, second):
        actions.assign(again(report), head, holder, "", MONDAY)
        db.session.commit()
    clients = [desk_of(app, holder) for holder in (first, second)]
    assert [client.get(f"{INBOX}/{report.id}").status_code for client in clients] == [404, 200]
    assert press(clients[0], report, "ghi-chu", note="Tôi cũng muốn").status_code == 404


def test_whoever_is_named_in_an_ordinary_report_does_not_read_it_and_who_is_praised_does(app: Flask) -> None:
    named = make_officer(Role.RECEPTION)
    report = make_feedback(about_officer_id=named.id)
    praise = make_feedback(about_officer_id=named.id, kind=FeedbackKind.PRAISE)
    client = desk_of(app, named)
    assert [client.get(f"{INBOX}/{one.id}").status_code for one in (report, praise)] == [404, 200]
