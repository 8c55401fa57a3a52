"""What every page shares: words, templates, the signed-in person, the edge of a request."""
