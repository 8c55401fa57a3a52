"""The manager's glance: every cycle by stage."""
