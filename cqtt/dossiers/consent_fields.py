"""Boxes for what may also be agreed to: mixed into a form that takes a dossier in."""

from collections.abc import Collection

from wtforms.validators import Optional

from cqtt.dossiers.consents import Consent
from cqtt.fields import TickList
from cqtt.forms import choices_of
from cqtt.i18n import _, _l


class ConsentTicks:
    """The answers of whoever files; nothing is ticked beforehand."""

    agreed_to = TickList(_l("Nếu Ông/Bà muốn"), [Optional()], choices=[])

    def offer_consents(self, consents: Collection[Consent], at_desk: bool = False) -> None:
        """Ask for these; a tick for anything that is not asked is dropped."""
        asked = {each.key: each.at_desk if at_desk else each.question for each in consents}
        self.agreed_to.choices = choices_of(asked)
        self.agreed_to.description = " ".join(str(each.help) for each in consents)
        if at_desk:
            self.agreed_to.label.text = _("Xin hỏi Ông/Bà")
            self.agreed_to.description = _("Chỉ đánh dấu khi Ông/Bà nói có; chưa hỏi thì để trống.")
        self.agreed_to.data = [key for key in self.agreed_to.data or () if key in asked]
