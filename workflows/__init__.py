"""What may happen, when, and by whom: pure decisions, no clock, no database, no network."""
