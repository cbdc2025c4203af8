"""The page on which a version is written: a section for each part of its content, saved as one types."""
