"""What is done with what was said: texts and marks become clusters, each with one answer, told to all."""
