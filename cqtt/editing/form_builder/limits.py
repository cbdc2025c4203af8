"""How long the words of a form may be, and how large its limits: the builder's pages and their tests agree on these."""

from typing import Final

LONGEST_LABEL: Final = 200
LONGEST_HELP: Final = 500
LONGEST_CHOICE: Final = 150
MOST_CHOICES: Final = 30
MOST_CHARACTERS: Final = 4_000  # that an answer may be limited to
MOST_DIGITS: Final = 15  # of the smallest and largest number that may be answered
