"""The officers' page of one dossier, and every move that is made from it."""
