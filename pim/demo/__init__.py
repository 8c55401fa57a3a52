"""The two examples, played by the real commands on a moved clock."""
