"""What the address that leads to the first page fills in: a desk's code, an officer's card, a session, a procedure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cqtt.feedback.sending import purposes
from cqtt.feedback.sending.choices import Whom, topic_of_procedures, whom
from cqtt.feedback.sending.drafts import Typed
from cqtt.feedback.sending.purposes import Asked
from cqtt.feedback.sending.rules import Saying
from cqtt.i18n import _
from cqtt.procedures.models import published_version

ALL = tuple(Saying)
ABOUT_SOMEBODY = (Saying.PRAISE, Saying.CONDUCT)
CONDUCT = "thai-do"


@dataclass(frozen=True)
class Beginning:
    """What is known before the first word, which doors are shown, and what is said of what is gone."""

    whom: Whom = Whom()
    chosen: str = ""  # the same as the choice of a form
    asked: Asked | None = None
    procedure: str = ""  # its name and code
    doors: tuple[Saying, ...] = ALL
    gone: list[str] = field(default_factory=list)

    @property
    def is_narrow(self) -> bool:
        """Whether doors are left out, so that the page leads to all of them, too."""
        return self.doors != ALL

    def typed(self, saying: Saying) -> Typed:
        """Return what stands in the boxes of the next page before anything is typed."""
        where = {"hamlet_id": [str(self.asked.hamlet_id)]} if self.asked and self.asked.hamlet_id else {}
        if saying in ABOUT_SOMEBODY:
            return where | ({"about": [self.chosen]} if self.chosen else {})
        if not self.procedure:
            return where
        words = _("Về thủ tục %(name)s:", name=self.procedure)
        return where | {"words": [f"{words} "], "topic_id": [topic_of_procedures()]}


def beginning(wanted: Mapping[str, str]) -> Beginning:
    """Read an address; what it names and is no longer there is left out, with a sentence."""
    gone: list[str] = []
    chosen = _chosen(wanted)
    found = whom(chosen)
    if chosen and not found.name:
        gone.append(_("Quầy hoặc cán bộ trên mã này không còn nữa. Xin chọn lại ở trang sau."))
    asked = purposes.asked_for(wanted)
    if asked is not None and asked.label is None:
        gone.append(_("Nơi Ông/Bà muốn gửi đến không còn nhận nữa. Góp ý vẫn đến chúng tôi như thường."))
        asked = None
    procedure = _procedure(wanted.get("thu-tuc", ""))
    if wanted.get("thu-tuc") and not procedure:
        gone.append(_("Thủ tục này không còn. Xin ghi tên thủ tục trong lời kể."))
    return Beginning(
        found, chosen if found.name else "", asked, procedure, _doors(found, asked, wanted.get("ve", "")), gone
    )


def _chosen(wanted: Mapping[str, str]) -> str:
    for name, kind in (("quay", "q"), ("can-bo", "o")):
        if wanted.get(name):
            return f"{kind}-{wanted[name]}"
    return ""


def _doors(found: Whom, asked: Asked | None, about: str) -> tuple[Saying, ...]:
    if found.name:
        return ABOUT_SOMEBODY
    if about == CONDUCT:
        return (Saying.CONDUCT,)
    return tuple(one for one in ALL if one is not Saying.CONDUCT) if asked else ALL


def _procedure(code: str) -> str:
    version = published_version(code[:100]) if code else None
    return f"“{version.content['name']}” ({version.procedure.address_code})" if version else ""
