"""The migrations, oldest first; each is written by `make migration` and never changed afterwards."""
