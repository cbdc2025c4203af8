"""What administrators type about a counter."""

from collections.abc import Iterable
from typing import Any

from wtforms import StringField
from wtforms.validators import Length

from cqtt.commune.models import Counter
from cqtt.fields import Given, TickList
from cqtt.forms import Revised
from cqtt.i18n import _l


class CounterForm(Revised):
    """Name, what it is for, and the fields of work it takes in."""

    name = StringField(_l("Tên quầy"), [Given(), Length(max=60)], description=_l("Ví dụ: Quầy 1."))
    description = StringField(
        _l("Quầy nhận việc gì"), [Length(max=200)], description=_l("Vài chữ cho người dân. Ví dụ: Hộ tịch, chứng thực.")
    )
    fields = TickList(
        _l("Lĩnh vực"), choices=(), description=_l("Trang của quầy liệt kê thủ tục của các lĩnh vực này.")
    )

    @classmethod
    def of(cls, counter: Counter | None, known_fields: Iterable[str], **options: Any) -> "CounterForm":
        """Return the form as the record fills it, and the request where something was sent."""
        form = cls(obj=counter, **options) if counter else cls(revision=0, **options)
        own = counter.fields if counter else []
        form["fields"].choices = [(name, name) for name in dict.fromkeys([*known_fields, *own])]
        return form

    def typed(self) -> dict[str, Any]:
        """Return what was typed, by the names of the record."""
        return {name: self[name].data for name in ("name", "description", "fields")}
