"""Tests of `website`, module by module, and of the built site in a browser."""
