"""Boxes that only editors of procedures type into: a list with an entry a line."""

import re
from collections.abc import Iterable

from wtforms import Field, TextAreaField
from wtforms.validators import ValidationError

from cqtt.forms import Form
from cqtt.i18n import _

_BULLET = re.compile(r"^[-–•*+]\s+")


class LinesField(TextAreaField):  # type: ignore[misc]
    """A list, an entry a line; blank lines and bullets pasted from elsewhere are left out."""

    @property
    def entries(self) -> tuple[str, ...]:
        lines = (_BULLET.sub("", line, count=1) for line in (self.data or "").split("\n"))
        return tuple(line for line in lines if line)


class Lines:
    """Refuse a list that is too long to be read, or that holds a line that is."""

    def __init__(self, most: int, longest: int) -> None:
        self.most, self.longest = most, longest

    def __call__(self, form: Form, field: Field) -> None:
        if len(field.entries) > self.most:
            raise ValidationError(_("Xin viết nhiều nhất %(most)d dòng.", most=self.most))
        for number, line in enumerate(field.entries, start=1):
            if len(line) > self.longest:
                sentence = _("Dòng %(number)d dài quá. Xin viết gọn trong %(most)d ký tự.")
                raise ValidationError(sentence % {"number": number, "most": self.longest})


def as_lines(entries: Iterable[str]) -> str:
    """Return a stored list as it stands in its box."""
    return "\n".join(entries)


def one_line(typed: str | None) -> str | None:
    """Take line breaks out of what is shown on one line."""
    return " ".join(typed.split()) if typed else typed
