"""Public copies of photographs: a new file with nothing beside the picture, blurred where a person said so.

The slow part, `make_copies`, needs no lock; the rows are written by `give_copies`. A copy whose row is never written
is swept later.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from hashlib import sha256

from cqtt.blurring import Rectangle, blur
from cqtt.commune.models import Officer
from cqtt.errors import RuleBroken
from cqtt.feedback.kept import drop_copies, file_store
from cqtt.feedback.models import Feedback, FeedbackFile
from cqtt.feedback.publishing.choosing import Choice
from cqtt.i18n import _


class PhotographGone(RuleBroken):
    """The file of a photograph is not in the store any more."""


@dataclass(frozen=True)
class Copy:
    """A public copy that lies in the store and waits for its row."""

    file_id: int
    frames: list[Rectangle]
    key: str
    sha256: str


def blurred(file: FeedbackFile, frames: list[Rectangle]) -> bytes:
    """Return a photograph as everybody would see it; raise PhotographGone where its file is missing."""
    try:
        original = file_store().read(file.storage_key)
    except FileNotFoundError:
        raise PhotographGone(_("Một ảnh không còn trong kho. Xin bỏ chọn ảnh ấy rồi công khai lại.")) from None
    return blur(original, frames)


def make_copies(choices: Iterable[Choice]) -> list[Copy]:
    """Store the copies of what was chosen; raise StoreFull or PhotographGone, then nothing is public."""
    return [_made(choice) for choice in choices if choice.is_public]


def _made(choice: Choice) -> Copy:
    frames = choice.frames()
    content = blurred(choice.file, frames)
    return Copy(choice.file.id, frames, file_store().put(content), sha256(content).hexdigest())


def give_copies(feedback: Feedback, copies: Iterable[Copy], officer: Officer) -> list[str]:
    """Let the feedback have exactly these public copies; return the keys of those before, which go after the commit."""
    before, by_file = drop_copies(feedback), {copy.file_id: copy for copy in copies}
    for file in feedback.files:
        copy = by_file.get(file.id)
        file.approved_by_id = officer.id if copy else None
        file.blurred = [[*astuple(frame)] for frame in copy.frames] if copy else []
        if copy:
            file.public_key, file.public_sha256 = copy.key, copy.sha256
    return before
