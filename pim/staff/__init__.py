"""Who works here and where, on the screen."""
