"""A year of a commune, played on the working calendar: dossiers come, stop and end, the job runs, a leader signs.

Everything happens through the real actions at moments of the year, in order. What ought to follow is reckoned here
anew, day by day, and not with the rules that are tried.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush

from flask import Flask

from cqtt.clock import ICT, frozen, local
from cqtt.commune.calendar import working_calendar
from cqtt.commune.holidays import propose
from cqtt.commune.limits import Limit, Unit
from cqtt.commune.models import Commune, Holiday, Officer
from cqtt.database import SQLITE_BEGIN
from cqtt.dossiers import actions, consents
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.papers import decisions
from cqtt.extensions import db
from cqtt.fees.actions import receive
from cqtt.fees.models import PaymentWay
from cqtt.letters.jobs import draft
from cqtt.letters.models import LetterTrigger
from cqtt.letters.rules import Occasion
from cqtt.privacy import PRIVACY_VERSION
from cqtt.procedures.models import ProcedureVersion
from cqtt.roles import Role
from tests.factories import make_dossier, make_officer, make_procedure

FIRST, WHOLE_YEAR = date(2026, 1, 2), date(2026, 12, 31)
DAY = timedelta(days=1)
LIMITS = (
    *(Limit(days, Unit.WORKING_DAY) for days in (1, 2, 3, 3, 5, 5, 7, 10, 15)),
    *(Limit(1, Unit.SAME_DAY), Limit(8, Unit.HOUR), Limit(20, Unit.DAY)),
)
Moments = Iterator[datetime]


@dataclass(frozen=True)
class Sizes:
    """How much happens in the year."""

    dossiers: int
    late: int
    marriages: int
    births: int
    deaths: int
    last: date = WHOLE_YEAR  # the last day on which somebody comes


@dataclass(frozen=True)
class Promise:
    """A date that stood from one moment until another; the same date may be promised again after a stop."""

    due_at: datetime
    running_since: datetime
    made_at: datetime
    stood_until: datetime

    @property
    def was_missed(self) -> bool:
        return self.stood_until > self.due_at


@dataclass
class Case:
    """One dossier as it is played, and what the player remembers of it."""

    late: bool
    occasion: Occasion | None
    ticked: bool
    limit: Limit
    id: int = 0
    promised_at: datetime | None = None  # since when the date it has now has been its date
    running_since: datetime | None = None
    took_back_at: datetime | None = None  # the yes to a letter of congratulation
    promises: list[Promise] = field(default_factory=list)

    @property
    def missed(self) -> list[Promise]:
        return [promise for promise in self.promises if promise.was_missed]


class Year:
    """The unit, its people, its dossiers, and the moments still to come."""

    def __init__(self, app: Flask, sizes: Sizes, seed: int) -> None:
        self.app, self.sizes, self.chance = app, sizes, random.Random(seed)
        self.happened: Counter[str] = Counter()
        self.rounds: list[datetime] = []  # when the job ran
        self.at = datetime.combine(FIRST, time(), ICT)
        self._moments: list[tuple[datetime, int, Moments]] = []
        self._set_up(sizes)

    def _set_up(self, sizes: Sizes) -> None:
        db.session.add_all(
            Holiday(on=day.on, kind=day.kind, name=day.name, source=day.source)
            for year in (2026, 2027)
            for day in propose(year)
        )
        db.session.get_one(Commune, 1).revision += 1
        self.clerk_id = make_officer(Role.RECEPTION, Role.SPECIALIST).id
        self.leader_id = make_officer(Role.LEADER, title="Chủ tịch").id
        self.versions = {occasion: self._procedure(occasion) for occasion in (None, *BY_EVENT)}
        db.session.commit()
        self.calendar = working_calendar(db.session.get_one(Commune, 1))
        days = [FIRST + DAY * number for number in range((sizes.last - FIRST).days + 1)]
        self.working_days = [day for day in days if self.calendar.is_working_day(day)]
        self.cases = self._planned()

    def _procedure(self, occasion: Occasion | None) -> ProcedureVersion:
        version = make_procedure()
        if occasion is not None:
            db.session.add(LetterTrigger(procedure_id=version.procedure_id, occasion=occasion, answers={}))
        return version

    def _planned(self) -> list[Case]:
        sizes, chance = self.sizes, self.chance
        events = (
            [Occasion.MARRIAGE] * sizes.marriages + [Occasion.BIRTH] * sizes.births + [Occasion.DEATH] * sizes.deaths
        )
        kinds: list[Occasion | None] = [*events, *[None] * (sizes.dossiers - len(events))]
        late = [True] * sizes.late + [False] * (sizes.dossiers - sizes.late)
        chance.shuffle(kinds), chance.shuffle(late)
        return [
            Case(is_late, kind, chance.random() < 0.7, chance.choice(LIMITS))
            for kind, is_late in zip(kinds, late, strict=True)
        ]

    # -- the people ---------------------------------------------------------------------------------

    @property
    def clerk(self) -> Officer:
        return db.session.get_one(Officer, self.clerk_id)

    @property
    def leader(self) -> Officer:
        return db.session.get_one(Officer, self.leader_id)

    # -- time ---------------------------------------------------------------------------------------

    def in_hours(self, day: date) -> datetime:
        """Return a moment at which people come."""
        start, end = self.chance.choice(self.calendar.sessions(day))
        minutes = int((datetime.combine(day, end) - datetime.combine(day, start)).total_seconds()) // 60
        return datetime.combine(day, start, ICT) + timedelta(minutes=self.chance.randrange(minutes))

    def days_later(self, at: datetime, days: int) -> datetime:
        """Return a moment some working days later."""
        day = local(at).date()
        for _day in range(days):
            day = self.calendar.next_working_day(day)
        return self.in_hours(day)

    def between(self, start: datetime, end: datetime) -> datetime:
        """Return a moment between two, at which somebody works."""
        within = start + (end - start) * self.chance.random()
        return min(end, self.calendar.next_working_moment(within))

    # -- the play -----------------------------------------------------------------------------------

    def play(self, signing: Callable[["Year"], None]) -> None:
        """Let the year pass, and what was begun in it come to its end."""
        mark = SQLITE_BEGIN.set("IMMEDIATE")
        db.session().expire_on_commit = False  # one pair of hands writes here: what it read stays true
        for number, case in enumerate(self.cases):
            self._enter(number, Course(self, case).moments())
        self._enter(len(self.cases), self._days_of_the_office(signing))
        while self._moments:
            self.at, number, moments = heappop(self._moments)
            with frozen(self.at):
                self._enter(number, moments)
        db.session.commit()
        SQLITE_BEGIN.reset(mark)

    def _enter(self, number: int, moments: Moments) -> None:
        following = next(moments, None)
        if following is not None:
            heappush(self._moments, (max(following, self.at), number, moments))

    def _days_of_the_office(self, signing: Callable[["Year"], None]) -> Moments:
        """Run the job at every opening and closing, and as it happens; let the leader read most mornings."""
        day = FIRST
        while day <= self.sizes.last + DAY * 75:
            if self.calendar.is_working_day(day):
                yield self.calendar.opening(day)
                self.run_job()
                for at in sorted(self.in_hours(day) for _round in range(self.chance.choice((0, 0, 0, 1, 3)))):
                    yield at
                    self.run_job()
                yield self.calendar.closing(day) - timedelta(minutes=20)
                if self.chance.random() < 0.8:
                    signing(self)
                yield self.calendar.closing(day) + timedelta(minutes=1)
                self.run_job()
            elif self.chance.random() < 0.3:
                yield datetime.combine(day, time(self.chance.randrange(24)), ICT)
                self.run_job()
            day += DAY

    def run_job(self) -> None:
        """Run the job once, or now and then in two workers at the same instant."""
        db.session.commit()
        self.rounds.append(self.at)
        if self.chance.random() < 0.05:
            self.happened["two workers at once"] += 1
            with ThreadPoolExecutor(2) as workers:
                list(workers.map(self._worker, [self.at] * 2))
            db.session.expire_all()
        else:
            draft(self.at)

    def _worker(self, at: datetime) -> None:
        SQLITE_BEGIN.set("IMMEDIATE")
        with self.app.app_context(), frozen(at):
            draft(at)
            db.session.remove()


BY_EVENT = (Occasion.MARRIAGE, Occasion.BIRTH, Occasion.DEATH)


class Course:
    """The way of one dossier through the year, a moment after the other."""

    def __init__(self, year: Year, case: Case) -> None:
        self.year, self.case, self.chance = year, case, year.chance

    @property
    def dossier(self) -> Dossier:
        return db.session.get_one(Dossier, self.case.id)

    @property
    def due_at(self) -> datetime:
        due = self.dossier.due_at
        assert due is not None
        return due

    def moments(self) -> Moments:
        year, case = self.year, self.case
        yield year.in_hours(self.chance.choice(year.working_days))
        self._come_in()
        yield from self._stops()
        if self.chance.random() < 0.02:
            yield year.between(year.at, self.due_at)
            year.happened["withdrawn"] += 1
            return actions.withdraw(self.dossier, "đổi ý", year.at, officer=year.clerk)
        yield (
            year.days_later(self.due_at, self.chance.randrange(1, 9))
            if case.late
            else year.between(year.at, self.due_at)
        )
        self._note_promise()
        actions.resolve(self.dossier, year.clerk, "xong", year.at)
        yield year.days_later(year.at, self.chance.choice((0, 0, 1, 4)))
        actions.return_result(self.dossier, year.clerk, "Nguyễn Văn Thử", year.at)
        if case.ticked and self.chance.random() < 0.1:
            yield year.days_later(year.at, self.chance.choice((0, 1)))
            self._take_consent_back()

    def _come_in(self) -> None:
        year, case = self.year, self.case
        asked = case.ticked and case.occasion in (Occasion.MARRIAGE, Occasion.BIRTH)
        given = {"letters": {"at": year.at.isoformat(), "notice": PRIVACY_VERSION}} if asked else {}
        version = year.versions[case.occasion]
        dossier = make_dossier(version, phone="", consents=given, submitted_at=year.at)
        case.id = dossier.id
        decisions.accept(dossier, year.clerk, case.limit, year.at)
        actions.begin(dossier, year.clerk, year.at)
        self._promised(resumed=True)

    def _promised(self, resumed: bool) -> None:
        self.case.promised_at = self.year.at
        if resumed:
            self.case.running_since = self.year.at

    def _note_promise(self) -> None:
        """Remember the date that stood while the clock ran until now."""
        case = self.case
        assert case.promised_at and case.running_since
        case.promises.append(Promise(self.due_at, case.running_since, case.promised_at, self.year.at))

    def _stops(self) -> Moments:
        """Let some dossiers wait for papers or money, a few of them when they are late already, or get more time."""
        year, draw = self.year, self.chance.random()
        if draw < 0.08:
            is_late = self.chance.random() < 0.2 and self.case.late
            yield year.days_later(self.due_at, 2) if is_late else year.between(year.at, self.due_at)
            yield from self._supplement()
        elif draw < 0.11:
            yield year.between(year.at, self.due_at)
            yield from self._payment()
        elif draw < 0.15:
            yield year.between(year.at, self.due_at)
            self._extension()

    def _supplement(self) -> Moments:
        year = self.year
        self._note_promise()
        year.happened["supplement"] += 1
        decisions.request_supplement(self.dossier, year.clerk, ["ảnh"], "mờ", year.at)
        yield year.days_later(year.at, self.chance.randrange(15))
        actions.answer_supplement(self.dossier, "đã đủ", year.at, officer=year.clerk)
        self._promised(resumed=True)

    def _payment(self) -> Moments:
        year = self.year
        self._note_promise()
        year.happened["payment"] += 1
        actions.request_payment(self.dossier, year.clerk, "8.000 đồng", year.at, 8_000)
        yield year.days_later(year.at, self.chance.randrange(6))
        payment = receive(self.case.id, 8_000, PaymentWay.CASH, local(year.at).date(), year.clerk, year.at)
        actions.confirm_payment(self.dossier, year.clerk, payment, "", year.at)
        self._promised(resumed=True)

    def _extension(self) -> None:
        self._note_promise()
        self.year.happened["extension"] += 1
        extra = Limit(self.chance.randrange(1, 6), Unit.WORKING_DAY)
        actions.extend(self.dossier, self.year.leader, extra, "Điều 18", self.year.at)
        self._promised(resumed=False)

    def _take_consent_back(self) -> None:
        consent = consents.consent_named("letters")
        if consent and "letters" in self.dossier.consents:
            self.year.happened["consent taken back"] += 1
            self.case.took_back_at = self.year.at
            consents.withdraw(self.dossier, consent, self.year.at)
