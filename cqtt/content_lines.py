"""The lines of contact cards and calendars: escaped, and broken where they are too long (RFC 2426, RFC 5545)."""

LONGEST_LINE = 75  # bytes


def escaped(value: str) -> str:
    """Return a text as it stands behind a name and a colon."""
    for char in "\\;,":
        value = value.replace(char, f"\\{char}")
    return value.replace("\n", "\\n")


def folded(line: str) -> str:
    """Break a long line so that no part is over the limit and no letter is torn."""
    parts, width = [""], 0
    for char in line:
        size = len(char.encode())
        if width + size > LONGEST_LINE:
            parts.append("")
            width = 1  # the blank that begins a continued line
        parts[-1] += char
        width += size
    return "\r\n ".join(parts)


def written(lines: list[str]) -> str:
    """Return the lines as a file holds them."""
    return "".join(f"{folded(line)}\r\n" for line in lines)
