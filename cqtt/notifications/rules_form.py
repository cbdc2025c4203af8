"""The table of events and channels as it is typed: a box for each, and the number of the text Zalo approved."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from wtforms import SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Regexp

from cqtt.forms import Revised
from cqtt.i18n import _, _l
from cqtt.notifications.kinds import FACTS, EventKind, cells, kinds
from cqtt.notifications.models import Channel, MessageRule
from cqtt.notifications.names import CHANNELS
from cqtt.notifications.setting_up import is_wanted
from cqtt.notifications.things import label_of

Stored = Mapping[tuple[str, Channel], MessageRule]


@dataclass(frozen=True)
class Row:
    """One event in the table."""

    kind: EventKind
    label: str
    boxes: dict[Channel, str]  # what is sent when the box is ticked, where the event can be told on that channel
    template: StringField | None


@dataclass(frozen=True)
class Group:
    """The events of one thing, and who is told about them."""

    label: str
    whom: str
    facts: list[tuple[str, str]]
    rows: list[Row]

    @property
    def has_mistakes(self) -> bool:
        return any(row.template is not None and row.template.errors for row in self.rows)


class RulesForm(Revised):
    """Everything that is told, on every channel; made anew for the events that are known (rules_form)."""

    ticked = SelectMultipleField(_l("Báo qua"), validate_choice=True)

    def wanted(self) -> dict[tuple[str, Channel], bool]:
        """Return of every event and channel whether it was ticked."""
        ticked = set(self.ticked.data or ())
        return {(kind.name, channel): box(kind, channel) in ticked for kind, channel in cells()}

    def templates(self) -> dict[str, str]:
        """Return the numbers of Zalo's texts that were typed."""
        return {kind.name: str(self[template_name(kind)].data or "") for kind in with_template()}

    def groups(self) -> list[Group]:
        """Return the table as it is drawn."""
        things = groupby(kinds(), lambda kind: kind.thing)
        return [self._group(thing, list(members)) for thing, members in things]

    def _group(self, thing: str, members: list[EventKind]) -> Group:
        facts = [(name, str(FACTS[name][0])) for name in members[0].facts]
        return Group(label_of(thing), str(members[0].whom), facts, [self._row(kind) for kind in members])

    def _row(self, kind: EventKind) -> Row:
        boxes = {channel: box(kind, channel) for channel in kind.channels}
        return Row(kind, capital(str(kind.label)), boxes, self[template_name(kind)] if Channel.ZALO in boxes else None)

    def rest_on(self, stored: Revised) -> list[tuple[str, str]]:
        """As of every form; what differs is named event by event."""
        self.revision.raw_data, self.revision.data = None, stored.revision.data
        before, after = set(stored.ticked.data or ()), set(self.ticked.data or ())
        found = [
            (
                f"{label_of(kind.thing)}: {kind.label} – {CHANNELS[channel]}",
                _("có") if box(kind, channel) in before else _("không"),
            )
            for kind, channel in cells()
            if (box(kind, channel) in before) != (box(kind, channel) in after)
        ]
        numbers = [
            (
                f"{label_of(kind.thing)}: {kind.label} – {_('số mẫu Zalo')}",
                str(stored[template_name(kind)].data or _("(trống)")),
            )
            for kind in with_template()
            if (stored[template_name(kind)].data or "") != (self[template_name(kind)].data or "")
        ]
        return found + numbers


def rules_form(revision: int, stored: Stored, **options: Any) -> RulesForm:
    """Return the form as the rules fill it, and the request where something was sent."""
    numbers = {template_name(kind): _number() for kind in with_template()}
    made: type[RulesForm] = type("RulesFormOfNow", (RulesForm,), numbers)
    wanted, own = is_wanted(stored), dict[str, Any]()
    for kind in with_template():
        rule = stored.get((kind.name, Channel.ZALO))
        own[template_name(kind)] = rule.template if rule else ""
    ticked = [box(kind, channel) for kind, channel in cells() if wanted[kind.name, channel]]
    form = made(revision=revision, ticked=ticked, **own, **options)
    form.ticked.choices = [SelectChoice(box(kind, channel), "") for kind, channel in cells()]
    return form


def with_template() -> list[EventKind]:
    """Return the events that can be told by Zalo, which wants a number of an approved text for each."""
    return [kind for kind in kinds() if Channel.ZALO in kind.channels]


def _number() -> StringField:
    sentence = _l("Số mẫu Zalo là một dãy chữ số, chép từ trang quản lý mẫu của Zalo.")
    return StringField(
        _l("Số mẫu Zalo"),
        [Length(max=20), Regexp(r"([0-9]*)$", message=sentence)],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


def box(kind: EventKind, channel: Channel) -> str:
    """Return what the box of an event and a channel sends."""
    return f"{kind.name}:{channel.value}"


def template_name(kind: EventKind) -> str:
    """Return the name of the input for Zalo's number of an event's text."""
    return f"mau-{kind.name}"


def capital(words: str) -> str:
    """Return words as they stand at the beginning of a line."""
    return words[:1].upper() + words[1:]
