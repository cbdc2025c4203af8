"""`make bench`: measure what the project says about speed, and print it as a table."""

from bench import due_dates, letters, pages, papers, register, search

PARTS = (search, due_dates, papers, letters, register, pages)


def main() -> None:
    """Print one row a figure: what is measured, the figure, and the bar where there is one."""
    print(f"{'':58} {'':26} bar")
    for part in PARTS:
        for what, figure, *bar in part.rows():
            print(f"{what:58} {figure:26} {bar[0] if bar else '-'}", flush=True)


if __name__ == "__main__":
    main()
