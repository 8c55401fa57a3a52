"""The colours of a drawing; each pair (fill, edge) has a contrast of at least 4.5 with the ink on it."""

INK = "#1b2733"
MUTED = "#52606d"
PAPER = "#ffffff"
CALM = ("#f6f8fa", "#5b6b7b")
HERE = ("#fff4d1", "#8a5a00")
VISITED = ("#e8f4ec", "#2f6f4f")
