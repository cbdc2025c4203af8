"""The printed papers of a dossier: numbered forms given out for good, and the confirmation."""
