"""PIM remembers and shows: people, innovation cycles, deadlines, pages and commands."""
