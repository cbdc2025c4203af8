"""The officers' queue: what stands in it, its filters and its search, and one step on many dossiers at once."""
