"""What the page of one procedure says, each fact in words, the unknown ones too."""

from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from cqtt.commune.models import Commune
from cqtt.procedures import facts
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.facts import Fact, Files, Papers
from cqtt.rich_text import rich_text


@dataclass(frozen=True)
class ProcedurePage:
    """The facts of a procedure for its page. Only what the content vouches for is shown as fact."""

    content: ProcedureContent
    commune: Commune
    files: Files  # that the documents name

    @property
    def unknown(self) -> Fact:
        return facts.unknown(self.commune.phone)

    @cached_property
    def time(self) -> Fact:
        return facts.time_fact(self.content, self.commune.phone)

    @cached_property
    def fee(self) -> Fact:
        return facts.fee_fact(self.content, self.commune.phone)

    @cached_property
    def online(self) -> Fact:
        return facts.online_fact(self.content, self.commune.phone)

    @cached_property
    def channels(self) -> str:
        return facts.channels_text(self.content) or str(self.unknown)

    @cached_property
    def papers(self) -> Papers | None:
        """The documents to bring; None when the list is not published."""
        known = self.content.known_requirements
        return Papers.of(known, self.files) if known is not None else None

    @cached_property
    def guidance(self) -> Markup:
        """What the unit adds in its own words, as safe HTML; empty where it adds nothing."""
        return rich_text(self.content.guidance)

    @cached_property
    def source(self) -> str:
        """Where the data come from; the editors' word for the list of laws is their own."""
        return self.content.source.replace("legal_basis", "căn cứ pháp lý")
