"""The unit's books: numbers without a gap, for each kind of paper and each year (Nghị định 30/2020/NĐ-CP)."""

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from cqtt.database import Base
from cqtt.extensions import db


class BookNumber(Base):
    """The last number given in one book of one year."""

    __tablename__ = "book_number"

    book: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


_NEXT = text(
    "insert into book_number (book, year, last) values (:book, :year, 1) "
    "on conflict (book, year) do update set last = book_number.last + 1 returning last"
)


def next_number(book: str, year: int) -> int:
    """Return the next number of a book, 1 first. One statement, in the transaction of the paper it is for.

    What is rolled back gives its number back, so that none is missing.
    """
    return int(db.session.execute(_NEXT, {"book": book, "year": year}).scalar_one())
