"""The requirements themselves, a file a subject. `workflows.requirements` is the catalogue of them."""
