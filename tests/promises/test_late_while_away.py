"""A late promise while the chairman is away: it is laid before whoever stands in, for as long as that lasts."""

from datetime import timedelta

from flask import Flask

from cqtt.clock import frozen
from cqtt.extensions import db
from cqtt.feedback.chairman import head_behind, heads_on
from cqtt.feedback.topics import FeedbackSettings
from cqtt.promises import actions, reading
from cqtt.roles import Role
from tests.factories import MONDAY, make_absence, make_commune, make_officer

A_DAY = timedelta(days=1)


def test_who_stands_in_for_the_chairman_sees_late_promises_until_the_chairman_is_back(app: Flask) -> None:
    make_commune()
    chairman, deputy, other = (make_officer(Role.LEADER) for _each in range(3))
    db.session.add(FeedbackSettings(id=1, chairman_id=chairman.id))
    day = (MONDAY + A_DAY).date()
    made = {"made_by": other, "due_on": MONDAY.date(), "written_by": other, "words": "Thay bóng đèn."}
    with frozen(MONDAY):
        promise = actions.make(start_key="den-duong", at=MONDAY, **made)  # type: ignore[arg-type]
        db.session.commit()
    make_absence(chairman, deputy, day, day)
    with frozen(MONDAY + A_DAY):
        assert reading.due_for(deputy, 5) == reading.due_for(chairman, 5) == ([promise], 1)
    with frozen(MONDAY + 2 * A_DAY):
        assert (reading.due_for(deputy, 5), reading.due_for(chairman, 5)) == (([], 0), ([promise], 1))
    assert [heads_on(each.id, day) for each in (chairman, deputy, other)] == [True, True, False]
    assert head_behind(deputy.id, day) == chairman.id and head_behind(deputy.id, day + A_DAY) is None
