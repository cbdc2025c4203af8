"""Words that officers write and everybody reads: what could name a citizen is asked about before it is written."""

from typing import ClassVar

from flask import request

from cqtt.forms import Form
from cqtt.i18n import _
from cqtt.redaction import leftovers

ANYWAY = "anyway"  # the button that lets the words stand
MOST_NAMED = 3  # places that the sentence shows; whoever mends those sees the others next


class PublicWords(Form):
    """A form with boxes that everybody reads.

    It is not accepted while one of them holds what looks like a citizen's name or number, unless the officer has read
    the question and presses “Vẫn ghi như vậy”, which the page shows where `asks_again` says so.
    """

    read_by_all: ClassVar[tuple[str, ...]] = ()
    asks_again = False

    def accepted(self) -> bool:
        if not super().accepted():
            return False
        if request.form.get(ANYWAY) != "1":
            for name in self.read_by_all:
                self._look_through(name)
        return not self.asks_again

    def _look_through(self, name: str) -> None:
        if found := leftovers(self[name].data or ""):
            places = ", ".join(f"“{each.text}”" for each in found[:MOST_NAMED])
            sentence = _(
                "Có chỗ giống tên hoặc số riêng của người dân: %(places)s. Xin sửa lại, hoặc bấm “Vẫn ghi như vậy”.",
                places=places,
            )
            self[name].errors = [sentence]
            self.asks_again = True
