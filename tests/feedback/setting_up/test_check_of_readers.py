"""`cqtt check` says when reports of conduct have no reader, by their number alone; and when a file is damaged."""

from flask import Flask

from cqtt.extensions import db
from cqtt.feedback.kept import file_store
from cqtt.feedback.topics import FeedbackSettings
from cqtt.roles import Role
from cqtt.upkeep import checks
from cqtt.upkeep.findings import Finding, Level
from tests.factories import make_feedback, make_officer
from tests.feedback.officers import add_photo


def found(app: Flask, name: str) -> list[Finding]:
    look = next(look for look in checks.LOOKS if look.__name__ == name)
    return list(look(app.config["SETTINGS"]))


def test_it_asks_for_both_readers_and_counts_reports_without_one(app: Flask) -> None:
    report = make_feedback(is_conduct=True, words="Nói lời khó nghe.", about_whom="cô Ba ở quầy 2")
    said = found(app, "_conduct")
    assert [one.level for one in said] == [Level.NOTE, Level.NOTE, Level.BROKEN]
    assert said[-1].what == "1 phản ánh về thái độ chưa có người đọc."
    assert not [one for one in said if report.code in one.what or "Ba" in one.what]


def test_it_is_silent_when_both_are_named(app: Flask) -> None:
    head, other = make_officer(Role.LEADER), make_officer(Role.LEADER)
    db.session.add(FeedbackSettings(id=1, chairman_id=head.id, other_recipient_id=other.id))
    db.session.commit()
    make_feedback(is_conduct=True)
    assert found(app, "_conduct") == []
    other.is_active = False
    db.session.commit()
    assert len(found(app, "_conduct")) == 1


def test_a_damaged_photograph_and_a_lost_public_copy_are_found(app: Flask) -> None:
    photo, lost = add_photo(make_feedback()), add_photo(make_feedback(), colour="blue")
    lost.public_key, lost.public_sha256 = "0" * 32, "0"
    db.session.commit()
    file_store().path(photo.storage_key).write_bytes(b"something else")
    (said,) = found(app, "files")
    assert said.level is Level.BROKEN and "2 tệp" in said.what
    assert f"{photo.storage_key} (bị đổi)" in said.what and f"{'0' * 32} (mất)" in said.what
