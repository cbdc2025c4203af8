"""A unit founded before there was feedback: its first topics come by themselves, once."""

import pytest

from cqtt.extensions import db
from cqtt.feedback.setting_up.jobs import give_first_topics
from cqtt.feedback.topics import FeedbackTopic
from tests.factories import MONDAY, make_commune, make_topic

pytestmark = pytest.mark.usefixtures("app")


def test_an_older_unit_gets_topics_once() -> None:
    make_commune()
    assert give_first_topics(MONDAY) > 5
    db.session.commit()
    assert give_first_topics(MONDAY) == 0


def test_a_unit_with_topics_of_its_own_is_left_alone() -> None:
    make_commune()
    own = make_topic(name="Việc riêng")
    assert give_first_topics(MONDAY) == 0
    assert [topic.id for topic in db.session.query(FeedbackTopic)] == [own.id]
