"""What concerns one person: what is asked of them, what became of their ideas, what they follow."""
