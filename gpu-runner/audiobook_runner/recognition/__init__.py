"""Listening: what text an audio file says. recogniser.py is the port."""
