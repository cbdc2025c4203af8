"""What the applicant does before a dossier is handed in: the pages of a draft, its answers, its files."""
