"""Signing in: by a link in a letter, a password, a code on paper; in a demo by one click."""
