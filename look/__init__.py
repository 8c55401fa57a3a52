"""What the pages' style sheet is made of, and the command that builds it: python -m look."""
