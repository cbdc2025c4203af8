"""What officers type when the papers that were asked for are brought to the desk."""

from typing import Any, Self

from flask import request
from wtforms import BooleanField, Field, TextAreaField
from wtforms.validators import ValidationError

from cqtt.dossiers.case.brought_items import ItemBrought, items_brought, miscounted
from cqtt.dossiers.case.forms import NoteForm
from cqtt.dossiers.models import Dossier
from cqtt.dossiers.staff_fields import NOTE
from cqtt.dossiers.submission.uploading import Stored, examine_all, file_store
from cqtt.i18n import _, _l
from cqtt.uploads import Examined


class TakeSupplementForm(NoteForm):
    """Nhận bổ sung: each item ticked, or a word why it counts as complete; the clock goes on from complete papers."""

    items: list[ItemBrought]
    examined: list[tuple[str, Examined]]  # each with the item it belongs to
    all_here = BooleanField(_l("Đủ cả"))
    why_complete = TextAreaField(
        _l("Vì sao coi là đủ"),
        [NOTE],
        description=_l("Chỉ cần khi chưa đánh dấu hết, ví dụ: Giấy chứng sinh đã tra cứu được. Chỉ cán bộ đọc."),
        render_kw={"rows": 2},
    )

    @classmethod
    def about(cls, dossier: Dossier, **values: Any) -> Self:
        """Return the form with the items of the open request."""
        form = super().about(dossier, **values)
        form.items = items_brought(dossier, request.form if form.is_submitted() else None)
        form.examined = []
        return form

    def validate_all_here(self, field: Field) -> None:
        """Every mistake of the list stands at its top; files are looked at last, because that is slow."""
        wrong = [sentence for _id, sentence in miscounted(self.items)]
        left = [item.text for item in self.items if not item.ticked]
        if left and not self.why_complete.data:
            wrong.append(
                _(
                    "Còn thiếu: %(items)s. Thời hạn chỉ tính tiếp khi giấy tờ đã đủ; xin chờ nhận đủ,"
                    " hoặc ghi vì sao coi là đủ.",
                    items="; ".join(left),
                )
            )
        wrong += self._examine()
        if wrong:
            raise ValidationError(" ".join(wrong))

    def _examine(self) -> list[str]:
        wrong = []
        for item in self.items:
            picked = [file for file in request.files.getlist(f"files-{item.number}") if file.filename]
            sound, sentences = examine_all(picked) if picked else ([], [])
            self.examined += [(item.key, one) for one in sound]
            wrong += [f"{item.text}: {sentence}" for sentence in sentences]
        return wrong

    def store(self) -> list[tuple[str, Stored]]:
        """Put the files into the store, safely, before their rows are written; raise StoreFull."""
        return [(key, Stored(one, file_store().put(one.kept))) for key, one in self.examined]

    @property
    def whole_note(self) -> str:
        if not self.why_complete.data:
            return super().whole_note
        why = _("Coi là đủ: %(why)s", why=self.why_complete.data)
        return f"{why}\n{super().whole_note}".strip()
