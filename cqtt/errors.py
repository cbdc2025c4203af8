"""The one kind of refusal that rules raise: a sentence for the person who asked."""


class RuleBroken(Exception):
    """A rule of the office does not allow this; the first argument is the sentence for the person."""

    @property
    def sentence(self) -> str:
        return str(self.args[0]) if self.args else ""
