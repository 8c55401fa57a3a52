"""The works council and the data protection officer: advice, consent, DPIA."""
