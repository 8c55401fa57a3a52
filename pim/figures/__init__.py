"""Figures of the work itself, such as empty shelves: counted per site, every change computed."""
