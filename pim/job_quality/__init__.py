"""The quality of work and the three outcomes, as measured by rounds."""
