"""Every sentence on screen is in translations/cqtt.pot, from which a translator starts; `make words` writes it."""

from babel.messages.pofile import read_po

from tests.words import TEMPLATE, collect


def test_the_template_of_translations_holds_exactly_the_sentences_of_the_site() -> None:
    with TEMPLATE.open("rb") as file:
        written = {str(message.id) for message in read_po(file) if message.id}
    assert written == {str(message.id) for message in collect() if message.id}
