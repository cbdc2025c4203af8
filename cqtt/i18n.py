"""Words on screen: Vietnamese sentences are themselves the message ids; `vi` needs no catalogue."""

import flask_babel
from flask import request
from flask_babel import lazy_gettext as _l

LANGUAGES = ("vi",)

__all__ = ["LANGUAGES", "_", "_l", "choose_language", "ngettext"]


def _(sentence: str, **values: object) -> str:
    """Return the sentence in the language of the request, its placeholders filled."""
    return str(flask_babel.gettext(sentence, **values))


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """Return the sentence that fits a count; Vietnamese writes both the same."""
    return str(flask_babel.ngettext(one, many, count, **{"count": count} | values))


def choose_language() -> str:
    """Return the language of this request: one of LANGUAGES, Vietnamese first."""
    return request.accept_languages.best_match(LANGUAGES) or "vi" if request else "vi"
