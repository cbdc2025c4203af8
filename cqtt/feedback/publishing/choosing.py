"""Which photographs everybody may see, and what is blurred in each: as a person chooses, or chose before."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from cqtt.blurring import Rectangle, Rows, boxes_of, read_rows, rows_of, typed_rows
from cqtt.feedback.models import Feedback, FeedbackFile, FileKind


@dataclass(frozen=True)
class Choice:
    """One photograph: whether everybody may see it, and the frames over it as they stand in the form."""

    file: FeedbackFile
    is_public: bool
    rows: Rows

    @property
    def name(self) -> str:
        """Return what the names of its boxes begin with, in the form and in the address of its preview."""
        return _name_of(self.file)

    @property
    def boxes(self) -> dict[str, str]:
        return boxes_of(self.rows, self.name)

    def frames(self) -> list[Rectangle]:
        """Return what is to be blurred, or raise WrongRectangle: nothing is guessed, a face might stay open."""
        return read_rows(self.rows)


def photos_of(feedback: Feedback) -> list[FeedbackFile]:
    """Return the photographs that may be chosen: the sender's first, then those taken afterwards."""
    return [*feedback.photos(FileKind.PHOTO), *feedback.photos(FileKind.AFTER)]


def chosen_before(feedback: Feedback) -> list[Choice]:
    """Return what a person decided when it was last published; a photograph nobody decided about stays private."""
    return [
        Choice(file, file.approved_by_id is not None, rows_of(Rectangle(*frame) for frame in file.blurred or ()))
        for file in photos_of(feedback)
    ]


def chosen_now(feedback: Feedback, typed: MultiDict[str, str]) -> list[Choice]:
    """Return what stands on the page: the ticked photographs, and what was drawn over each."""
    ticked = set(typed.getlist("anh"))
    return [Choice(file, file.public_id in ticked, typed_rows(typed, _name_of(file))) for file in photos_of(feedback)]


def _name_of(file: FeedbackFile) -> str:
    return f"vung-{file.public_id}"
