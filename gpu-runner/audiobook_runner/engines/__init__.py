"""What speaks. engine.py is the port; each other file is one engine."""
