"""Where every innovation stands: the numbers of the overview, of its files and of the weekly letter."""
