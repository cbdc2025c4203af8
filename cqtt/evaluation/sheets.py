"""The tables that can be taken away: the figures of the unit, its procedures, and the cases of one number."""

from collections.abc import Iterable, Iterator, Sequence

from cqtt.evaluation.cases import Case
from cqtt.evaluation.figures import Report
from cqtt.evaluation.periods import Span
from cqtt.evaluation.rates import Mark, Scored, Tally
from cqtt.evaluation.rules import GROUP_NAMES, GROUP_POINTS, Group, Indicator, Subject
from cqtt.evaluation.tables import Table, Value
from cqtt.evaluation.words import REFERENCE, WORDS
from cqtt.evaluation.work import ProcedureWork
from cqtt.i18n import _


def title_of(span: Span) -> str:
    return _("Đánh giá đơn vị – %(period)s (%(how)s)", period=span.name, how=str(REFERENCE))


def report_table(report: Report) -> Table:
    """Return a row an indicator, then a row a group, then the total."""
    return Table(
        _("Chỉ số"),
        [title_of(report.span), report.span.period.text],
        [
            (_("Nhóm"), 28),
            (_("Chỉ số"), 40),
            (_("Đạt"), 10),
            (_("Tổng"), 10),
            (_("Tỷ lệ (%)"), 12),
            (_("Kỳ trước (%)"), 12),
            (_("Điểm"), 10),
            (_("Điểm tối đa"), 12),
            (_("Tính thế nào"), 80),
        ],
        list(_report_rows(report)),
    )


def _report_rows(report: Report) -> Iterator[Sequence[Value]]:
    for group in Group:
        yield from (_mark_row(group, mark) for mark in report.groups[group])
        scored = report.scores[group]
        counted = _("cộng phần tính được; cả nhóm %(points)s điểm", points=GROUP_POINTS[group])
        yield [str(GROUP_NAMES[group]), counted, *_no(4), *_points(scored), ""]
    yield [_("Tổng"), _("cộng phần tính được"), *_no(4), *_points(report.total), str(REFERENCE)]


def _points(scored: Scored) -> list[Value]:
    """Return the points that were earned and could be; where nothing is known there are none, and not 0."""
    return [scored.tenths / 10, scored.computable / 10] if scored.computable else _no(2)


def _mark_row(group: Group, mark: Mark) -> Sequence[Value]:
    words, tally = WORDS[mark.indicator], mark.tally
    numbers: list[Value] = [tally.good, tally.all] if tally else [None, None]
    earned = None if mark.tenths is None else mark.tenths / 10
    how = f"{words.counts} {words.is_good}"
    return [
        str(GROUP_NAMES[group]),
        str(words.name),
        *numbers,
        percent(tally),
        percent(mark.before),
        earned,
        mark.of_tenths / 10,
        how,
    ]


def percent(tally: Tally | None) -> float | None:
    """Return a rate as a number; of nothing there is none."""
    return None if tally is None or tally.permille is None else tally.permille / 10


def _no(count: int) -> list[Value]:
    return [None] * count


def procedure_table(span: Span, works: Iterable[ProcedureWork]) -> Table:
    """Return a row a procedure."""
    return Table(
        _("Thủ tục"),
        [_("Thủ tục – %(period)s (%(how)s)", period=span.name, how=str(REFERENCE)), span.period.text],
        [
            (_("Mã"), 14),
            (_("Thủ tục"), 50),
            (_("Đã giải quyết"), 14),
            (_("Trễ hạn"), 12),
            (_("Trễ đã xin lỗi"), 14),
            (_("Trước, đúng hạn (%)"), 14),
            (_("Đang giải quyết"), 14),
            (_("Đang trễ hạn"), 14),
        ],
        [
            [
                work.code,
                work.name,
                work.results.all,
                work.results.other,
                work.apologies.good,
                percent(work.results) if work.results.is_comparable else None,
                work.under_way.all,
                work.under_way.other,
            ]
            for work in works
        ],
    )


def case_table(indicator: Indicator, subject: Subject, about: Sequence[str], parts: Iterable[Sequence[Case]]) -> Table:
    """Return a row a case of one number; `about` says of which days, which part and whose."""
    words = WORDS[indicator]
    people = [(_("Người đứng tên"), 28)] if subject is Subject.DOSSIERS else []
    return Table(
        _("Danh sách"),
        [
            _("%(name)s – %(about)s (%(how)s)", name=words.name, about=" – ".join(about), how=str(REFERENCE)),
            str(words.counts),
        ],
        [
            (_("Mã"), 26),
            (_("Lúc"), 18),
            (_("Việc"), 46),
            *people,
            (_("Cán bộ"), 24),
            (_("Kết quả"), 30),
            (_("Ghi thêm"), 26),
        ],
        (_case_row(case, bool(people)) for part in parts for case in part),
    )


def _case_row(case: Case, with_people: bool) -> list[Value]:
    whom = [case.whom] if with_people else []
    return [case.code, case.on, case.what, *whom, case.officer, case.outcome, case.note]
