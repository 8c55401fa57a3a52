"""Evidence: what was measured, put beside each other for people who decide."""
