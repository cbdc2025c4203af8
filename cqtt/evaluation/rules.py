"""The law of evaluation: the five groups of Quyết định 766/QĐ-TTg, what own data can say, and how points are made.

Certain are the totals of the groups; the points inside them are what the unit decides (domain handbook, 6.1). What the
official index takes from the national portal is never estimated here: those points are not counted at all.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cqtt.dossiers.rules import CASE_ROLES
from cqtt.errors import RuleBroken
from cqtt.i18n import _, _l
from cqtt.roles import Role


class Group(StrEnum):
    """The five groups of the index."""

    OPENNESS = "openness"
    PROGRESS = "progress"
    DIGITISATION = "digitisation"
    ONLINE = "online"
    SATISFACTION = "satisfaction"


class Subject(StrEnum):
    """What a number counts."""

    PROCEDURES = "procedures"
    DOSSIERS = "dossiers"
    PAYMENTS = "payments"
    FEEDBACK = "feedback"
    RATINGS = "ratings"


class Indicator(StrEnum):
    """One number for one period, computed from the record."""

    COMPLETE = "complete"
    ON_TIME = "on_time"
    SCANNED = "scanned"
    ELECTRONIC = "electronic"
    FILED_ONLINE = "filed_online"
    PAID_ONLINE = "paid_online"
    SATISFIED = "satisfied"
    ANSWERED = "answered"
    SATISFIED_WITH_ANSWER = "satisfied_with_answer"
    UNDER_WAY = "under_way"
    APOLOGISED = "apologised"
    ASKED_ONCE = "asked_once"
    PRAISE = "praise"


class Part(StrEnum):
    """Which of what is counted is meant; the value stands in addresses. Only results are told early from on time."""

    ALL = "tat-ca"
    GOOD = "dat"
    EARLY = "truoc-han"
    ON_DUE_DAY = "dung-hen"
    OTHER = "chua-dat"


@dataclass(frozen=True)
class Outline:
    """Where an indicator belongs: what it counts, its address, and if it has points, its group and usual tenths."""

    subject: Subject
    slug: str
    group: Group | None = None
    tenths: int = 0


GROUP_POINTS = {  # Quyết định 766/QĐ-TTg: 100 in all
    Group.OPENNESS: 18,
    Group.PROGRESS: 20,
    Group.DIGITISATION: 22,
    Group.ONLINE: 22,
    Group.SATISFACTION: 18,
}
GROUP_NAMES = {
    Group.OPENNESS: _l("Công khai, minh bạch"),
    Group.PROGRESS: _l("Tiến độ, kết quả giải quyết"),
    Group.DIGITISATION: _l("Số hóa hồ sơ"),
    Group.ONLINE: _l("Cung cấp dịch vụ trực tuyến"),
    Group.SATISFACTION: _l("Mức độ hài lòng"),
}
OUTLINES = {
    Indicator.COMPLETE: Outline(Subject.PROCEDURES, "cong-khai-du", Group.OPENNESS, 40),
    Indicator.ON_TIME: Outline(Subject.DOSSIERS, "dung-han", Group.PROGRESS, 200),
    Indicator.SCANNED: Outline(Subject.DOSSIERS, "so-hoa-giay-to", Group.DIGITISATION, 80),
    Indicator.ELECTRONIC: Outline(Subject.DOSSIERS, "ket-qua-dien-tu", Group.DIGITISATION, 80),
    Indicator.FILED_ONLINE: Outline(Subject.DOSSIERS, "nop-truc-tuyen", Group.ONLINE, 120),
    Indicator.PAID_ONLINE: Outline(Subject.PAYMENTS, "nop-phi-chuyen-khoan", Group.ONLINE, 100),
    Indicator.SATISFIED: Outline(Subject.RATINGS, "hai-long", Group.SATISFACTION, 60),
    Indicator.ANSWERED: Outline(Subject.FEEDBACK, "tra-loi-dung-han", Group.SATISFACTION, 60),
    Indicator.SATISFIED_WITH_ANSWER: Outline(Subject.RATINGS, "hai-long-tra-loi", Group.SATISFACTION, 60),
    Indicator.UNDER_WAY: Outline(Subject.DOSSIERS, "dang-xu-ly"),
    Indicator.APOLOGISED: Outline(Subject.DOSSIERS, "tre-da-xin-loi"),
    Indicator.ASKED_ONCE: Outline(Subject.DOSSIERS, "bo-sung-mot-lan"),
    Indicator.PRAISE: Outline(Subject.FEEDBACK, "khen-ngoi"),
}
OF_SLUG = {outline.slug: indicator for indicator, outline in OUTLINES.items()}
WEIGHED = tuple(indicator for indicator, outline in OUTLINES.items() if outline.group)
USUAL_TENTHS = {indicator: OUTLINES[indicator].tenths for indicator in WEIGHED}

UNIT_READERS = (Role.LEADER, Role.ADMINISTRATOR, Role.OVERSEER)
# Whoever may not open the cases of a number sees the number alone. Of single ratings nobody does.
LISTED_FOR: dict[Subject, frozenset[Role]] = {
    Subject.PROCEDURES: frozenset(UNIT_READERS),
    Subject.DOSSIERS: frozenset({Role.LEADER, Role.OVERSEER}),
    Subject.PAYMENTS: frozenset({Role.LEADER}),
    Subject.FEEDBACK: frozenset({Role.LEADER}),
    Subject.RATINGS: frozenset(),
}
OWN_LISTS = frozenset({Subject.DOSSIERS, Subject.FEEDBACK})  # whoever handles cases opens those of the own work


class WeightsRefused(RuleBroken):
    """The points of a group do not add up."""


def opened_by(subject: Subject) -> tuple[Role, ...]:
    """Return the roles that a list of such cases opens to at all: of everybody's work, or of the own."""
    own = CASE_ROLES if subject in OWN_LISTS else ()
    return tuple(role for role in Role if role in LISTED_FOR[subject] or role in own)


def may_list(subject: Subject, roles: Collection[Role], is_own: bool) -> bool:
    """Tell whether an officer may open the cases behind a number; of their own work, everybody who handles cases."""
    own = is_own and subject in OWN_LISTS and not set(CASE_ROLES).isdisjoint(roles)
    return own or not LISTED_FOR[subject].isdisjoint(roles)


def check_weights(weights: Mapping[Indicator, int]) -> None:
    """Raise WeightsRefused where the indicators of a group have more points together than the group."""
    for group, points in GROUP_POINTS.items():
        given = sum(tenths for indicator, tenths in weights.items() if OUTLINES[indicator].group is group)
        if given > 10 * points:
            raise WeightsRefused(
                _(
                    "Nhóm “%(group)s” có %(points)s điểm, các phần đang ghi cộng lại %(given)s. Xin ghi bớt.",
                    group=GROUP_NAMES[group],
                    points=points,
                    given=tenths_text(given),
                )
            )


def tenths_text(tenths: int) -> str:
    """Return 125 as "12,5", 120 as "12"; a difference keeps its sign."""
    sign, size = ("-" if tenths < 0 else ""), abs(tenths)
    return f"{sign}{size // 10},{size % 10}" if size % 10 else f"{sign}{size // 10}"
