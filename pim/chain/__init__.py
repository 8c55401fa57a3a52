"""A chain of work: which teams work in which link. What one link gains, the next may pay for."""
