"""Decides: what a workflow file says, and whether a step may be taken. No clock, no database, no network."""
