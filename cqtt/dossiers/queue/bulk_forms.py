"""What is typed once for many dossiers."""

from collections.abc import Iterable
from datetime import date

from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice

from cqtt.commune.absence import absence_words
from cqtt.commune.models import Officer
from cqtt.dossiers.queue.bulk_steps import Wish
from cqtt.dossiers.rules import Step
from cqtt.dossiers.staff_fields import DEPARTMENT, NOTE, ShelveForm
from cqtt.fields import Given
from cqtt.forms import Form
from cqtt.i18n import _, _l
from cqtt.text import sort_key


class BulkForm(Form):
    """A step that asks nothing more."""

    @property
    def wish(self) -> Wish:
        return Wish()


class BulkAssignForm(BulkForm):
    """Giao hồ sơ: all of them to one colleague or one department, with one word."""

    to = SelectField(_l("Giao cho"), [Given(_l("Xin chọn đồng nghiệp hoặc phòng."))])
    note = TextAreaField(_l("Lời nhắn cho người nhận"), [NOTE], render_kw={"rows": 2})

    def let_choose(self, colleagues: Iterable[Officer], today: date) -> None:
        found = list(colleagues)
        departments = sorted({officer.department for officer in found} - {""}, key=sort_key)
        self.to.choices = [
            SelectChoice("", _("Xin chọn")),
            *(SelectChoice(str(each.id), _words(each, today), optgroup=_("Đồng nghiệp")) for each in found),
            *(SelectChoice(f"{DEPARTMENT}{name}", name, optgroup=_("Phòng, bộ phận")) for name in departments),
        ]

    @property
    def wish(self) -> Wish:
        chosen, note = str(self.to.data), self.note.data or ""
        if chosen.startswith(DEPARTMENT):
            return Wish(department=chosen.removeprefix(DEPARTMENT), note=note)
        return Wish(officer_id=int(chosen), note=note)


def _words(officer: Officer, today: date) -> str:
    """Return how a colleague is offered: with the title people know, and whether anybody stands in today."""
    away = absence_words(officer.id, today)
    return officer.name_and_title + (f" ({away})" if away else "")


class BulkShelveForm(BulkForm, ShelveForm):
    """Kệ số: the same for all."""

    @property
    def wish(self) -> Wish:
        return Wish(shelf=self.shelf.data)


def form_of(step: Step, colleagues: Iterable[Officer], today: date) -> BulkForm:
    """Return the form of a step; only handing over asks to whom."""
    if step is Step.SHELVE:
        return BulkShelveForm.from_request()
    if step is not Step.ASSIGN:
        return BulkForm.from_request()
    form = BulkAssignForm.from_request()
    form.let_choose(colleagues, today)
    return form
