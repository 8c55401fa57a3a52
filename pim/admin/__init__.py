"""What an administrator looks after: the clock, letters in trouble, calendars, workflows, the journal."""
