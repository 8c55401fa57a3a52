"""The colours of a drawing: contrast 4.5 for text on each fill, 3 for each edge on paper (WCAG AA)."""

INK = "#1b2733"
MUTED = "#52606d"
PAPER = "#ffffff"
CALM = ("#f6f8fa", "#5b6b7b")
HERE = ("#fff4d1", "#8a5a00")
VISITED = ("#e8f4ec", "#2f6f4f")
