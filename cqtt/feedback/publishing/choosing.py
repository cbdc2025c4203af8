"""Which photographs everybody may see, and what is blurred in each: as a person chooses, or chose before."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from cqtt.blurring import Rectangle, refuse_wrong
from cqtt.errors import RuleBroken
from cqtt.feedback.models import Feedback, FeedbackFile, FileKind
from cqtt.i18n import _


class FramesUnclear(RuleBroken):
    """What was written over a photograph are no frames; nothing is guessed, a face might stay open."""


@dataclass(frozen=True)
class Choice:
    """One photograph: whether everybody may see it, and the frames over it as they stand in the form."""

    file: FeedbackFile
    is_public: bool
    written: str = ""

    def frames(self) -> list[Rectangle]:
        """Return what is to be blurred, or raise FramesUnclear or WrongRectangle."""
        return read_frames(self.written)


def photos_of(feedback: Feedback) -> list[FeedbackFile]:
    """Return the photographs that may be chosen: the sender's first, then those taken afterwards."""
    return [*feedback.photos(FileKind.PHOTO), *feedback.photos(FileKind.AFTER)]


def chosen_before(feedback: Feedback) -> list[Choice]:
    """Return what a person decided when it was last published; a photograph nobody decided about stays private."""
    return [Choice(file, file.approved_by_id is not None, write_frames(file.blurred)) for file in photos_of(feedback)]


def chosen_now(feedback: Feedback, typed: MultiDict[str, str]) -> list[Choice]:
    """Return what stands on the page: the ticked photographs, and what was drawn over each."""
    ticked = set(typed.getlist("anh"))
    return [
        Choice(file, file.public_id in ticked, typed.get(f"vung-{file.public_id}", "").strip())
        for file in photos_of(feedback)
    ]


def read_frames(written: str) -> list[Rectangle]:
    """Return frames written as "0.1,0.2,0.3,0.1;…": left, top, width, height in fractions of the picture."""
    frames = [_frame(part) for part in written.split(";") if part.strip()]
    refuse_wrong(frames)
    return frames


def _frame(part: str) -> Rectangle:
    try:
        left, top, width, height = (float(number) for number in part.split(","))
    except ValueError:
        raise FramesUnclear(
            _("Chỗ cần che ghi chưa rõ. Xin ghi bốn số từ 0 đến 1, ví dụ 0.1,0.2,0.3,0.1, hoặc để trống.")
        ) from None
    return Rectangle(left, top, width, height)


def write_frames(frames: list[list[float]]) -> str:
    """Return frames that were kept as they stand in the form."""
    return ";".join(",".join(f"{number:.4f}" for number in frame) for frame in frames or ())
