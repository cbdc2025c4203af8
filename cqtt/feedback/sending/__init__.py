"""The citizen's form: what to say, where, with a name or without, and how the public would see it."""
