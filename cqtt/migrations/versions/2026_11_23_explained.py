"""Standard answers for what was explained stand apart from those for what was done: one more occasion.

Plain types only, so that this file keeps its meaning whatever becomes of the models. What the program brought itself
is sorted anew; what a unit wrote stays among those for what was done, until an administrator moves it.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_explained"
down_revision = "2026_11_23_mended_words"
branch_labels = None
depends_on = None

TABLE, CHECK = "standard_answer", "ck_standard_answer_occasion"
STRICT = {"sqlite_strict": True}
BEFORE = ("answer", "planned", "not_possible", "not_ours", "reject", "note")
OCCASIONS = ("answer", "explained", *BEFORE[1:])
EXPLAIN = (
    "Chúng tôi đã kiểm tra tại chỗ. Kết quả: …",
    "Xin cảm ơn lời khen của Ông/Bà. Chúng tôi đã chuyển đến người được nhắc đến.",
    "Xin cảm ơn góp ý của Ông/Bà. Chúng tôi đã ghi nhận và sẽ làm như sau: …",
    "Công an xã đã đến làm việc. Nếu còn xảy ra, xin Ông/Bà gọi ngay trực ban công an xã.",
    "Chúng tôi đã đến nhắc nhở và lập biên bản cam kết giữ yên tĩnh sau 22 giờ.",
    "Chúng tôi đã nhắc chủ nuôi nhốt và giữ vệ sinh, tổ dân cư sẽ theo dõi tiếp.",
    "Theo quy định, việc này cần các giấy tờ sau: … Ông/Bà không phải nộp thêm giấy tờ nào khác.",
)
TO_EXPLAINED = sa.text(f"update {TABLE} set occasion = 'explained' where occasion = 'answer' and text in :texts")


def upgrade() -> None:
    allow(OCCASIONS)
    op.execute(TO_EXPLAINED.bindparams(sa.bindparam("texts", EXPLAIN, expanding=True)))


def downgrade() -> None:
    op.execute(sa.text(f"update {TABLE} set occasion = 'answer' where occasion = 'explained'"))
    allow(BEFORE)


def allow(occasions: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{occasion}'" for occasion in occasions)
    with op.batch_alter_table(TABLE, table_kwargs=STRICT) as batch:
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.create_check_constraint(op.f(CHECK), f"occasion IN ({listed})")
