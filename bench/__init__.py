"""How quick we are, each figure beside a floor measured in the same run. Measures; never asserts a time."""
