"""The version of the privacy notice that is shown; stored with each dossier, feedback and call (Luật 91/2025/QH15)."""

PRIVACY_VERSION = "2026-11.3"
