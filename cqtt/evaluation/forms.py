"""What administrators type about points."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Self

from wtforms import StringField
from wtforms.validators import StopValidation
from wtforms.widgets import HiddenInput

from cqtt.evaluation.actions import state_of
from cqtt.evaluation.rules import OUTLINES, WEIGHED, Group, Indicator, tenths_text
from cqtt.evaluation.words import WORDS
from cqtt.fields import Given
from cqtt.forms import Form
from cqtt.i18n import _

_POINTS = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]))?")


class PointsField(StringField):  # type: ignore[misc]
    """Points with at most one decimal, typed with a comma or a dot; `tenths` is what they come to."""

    data: Any

    @property
    def tenths(self) -> int:
        found = _POINTS.fullmatch(self.data or "")
        return 10 * int(found[1]) + int(found[2] or 0) if found else 0

    def pre_validate(self, form: Form) -> None:
        if self.data and not _POINTS.fullmatch(self.data):
            raise StopValidation(_("Xin ghi điểm bằng chữ số, ví dụ 6 hoặc 4,5."))


class WeightsForm(Form):
    """The points of every indicator that has any; a field each is added below."""

    seen = StringField(widget=HiddenInput())

    @classmethod
    def of(cls, stored: Mapping[Indicator, int]) -> Self:
        """Return the form filled from the request, or from what is stored."""
        values = {indicator.value: tenths_text(tenths) for indicator, tenths in stored.items()}
        return cls.from_request(seen=state_of(stored), **values)

    @property
    def chosen(self) -> dict[Indicator, int]:
        return {indicator: self[indicator.value].tenths for indicator in WEIGHED}

    def of_group(self, group: Group) -> Sequence[PointsField]:
        """Return the fields of a group, in its order."""
        return [self[indicator.value] for indicator in WEIGHED if OUTLINES[indicator].group is group]

    def rest_on(self, stored: Mapping[Indicator, int]) -> list[tuple[str, str]]:
        """Keep what was typed, as a change to what is stored by now; return where the two differ."""
        self.seen.raw_data, self.seen.data = None, state_of(stored)
        chosen = self.chosen
        return [(str(WORDS[each].name), tenths_text(stored[each])) for each in WEIGHED if chosen[each] != stored[each]]


for _indicator in WEIGHED:
    setattr(
        WeightsForm,
        _indicator.value,
        PointsField(
            WORDS[_indicator].name,
            [Given()],
            render_kw={"inputmode": "decimal", "autocomplete": "off", "maxlength": 5},
        ),
    )
