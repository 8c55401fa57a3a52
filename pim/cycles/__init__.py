"""The innovation cycle itself: charter, work group, gates, lessons."""
