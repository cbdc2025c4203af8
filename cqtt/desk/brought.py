"""The papers on the desk: which were brought, how many of each, and which the office looked up itself."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from cqtt.desk.rules import is_needed_at_desk, may_be_looked_up, still_missing
from cqtt.dossiers.content import OTHER_PAPERS, name_with_case, papers_to_look_up, papers_to_show
from cqtt.i18n import _
from cqtt.procedures.content import ProcedureContent
from cqtt.procedures.requirements import Requirement
from cqtt.text import clean

MOST_COUNTED = 99


@dataclass(frozen=True)
class PaperLine:
    """One paper of the list, with what the officer ticked and typed."""

    requirement: Requirement
    received: bool
    looked_up: bool
    originals: str
    copies: str

    @property
    def name(self) -> str:
        return name_with_case(self.requirement)

    @property
    def needed(self) -> bool:
        return is_needed_at_desk(self.requirement)

    @property
    def may_be_looked_up(self) -> bool:
        return may_be_looked_up(self.requirement)

    @property
    def counted(self) -> list[int] | None:
        """Return how many originals and copies came, or None where that cannot be read."""
        typed = (self.originals or "0", self.copies or "0")
        if not all(each.isascii() and each.isdecimal() and int(each) <= MOST_COUNTED for each in typed):
            return None
        counts = [int(each) for each in typed]
        return counts if any(counts) else None


@dataclass(frozen=True)
class PapersBrought:
    """The whole list; what is only shown at the desk is given back at once and not counted.

    `to_look_up` the office reads in a database: it is not asked for at all.
    """

    lines: tuple[PaperLine, ...]
    to_show: tuple[Requirement, ...]
    to_look_up: tuple[Requirement, ...]

    @classmethod
    def of(cls, content: ProcedureContent, sent: "MultiDict[str, str] | None") -> "PapersBrought":
        """Return the list as it stands in what was sent, or nothing ticked yet."""
        wanted = [paper for paper in content.known_requirements or () if paper.uploadable]
        lines = (_line(paper, sent) for paper in (*wanted, OTHER_PAPERS))
        return cls(tuple(lines), tuple(papers_to_show(content)), tuple(papers_to_look_up(content)))

    def received(self) -> dict[str, list[int]]:
        """Return what is stored: originals and copies of each paper that came."""
        return {line.requirement.id: line.counted for line in self.lines if line.received and line.counted}

    def looked_up(self) -> list[str]:
        """Return the names of what the office found in a database itself."""
        return [line.requirement.name for line in self.lines if line.looked_up and not line.received]

    @property
    def is_untouched(self) -> bool:
        """Whether nothing has been ticked of what everybody brings."""
        usual = [line for line in self.lines if line.requirement.always]
        return bool(usual) and not any(line.received or line.looked_up for line in self.lines)

    def missing(self, with_files: Collection[str]) -> list[Requirement]:
        """Return what is still to be brought; a file may stand for a paper."""
        have = {line.requirement.id for line in self.lines if line.received or line.looked_up} | set(with_files)
        return still_missing((line.requirement for line in self.lines), have)

    def miscounted(self) -> Iterable[tuple[str, str]]:
        """Return (id of the input, sentence) for every ticked paper whose number cannot be read."""
        for line in self.lines:
            if line.received and line.counted is None:
                sentence = _("Xin ghi số bản chính, bản sao của “%(name)s”.", name=line.requirement.name)
                yield f"originals-{line.requirement.id}", sentence


def _line(paper: Requirement, sent: "MultiDict[str, str] | None") -> PaperLine:
    usual = str(paper.originals or ""), str(paper.copies or "")
    if sent is None:
        return PaperLine(paper, False, False, *usual)
    all_here = paper.always and "all_papers" in sent
    return PaperLine(
        paper,
        received=all_here or paper.id in sent.getlist("received"),
        looked_up=may_be_looked_up(paper) and paper.id in sent.getlist("looked_up"),
        originals=clean(sent.get(f"originals-{paper.id}", usual[0]))[:4],
        copies=clean(sent.get(f"copies-{paper.id}", usual[1]))[:4],
    )
