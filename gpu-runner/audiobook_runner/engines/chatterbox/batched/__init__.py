"""Chatterbox Multilingual, many texts at a time. Experimental: GATE.md says what nobody has run yet.

The same weights, text front end, voices and parameters as the stock engine, so takes have the same keys; only
what is drawn at random comes from other numbers. `t3` speaks tokens, `s3gen` makes them sound, and the
watermark is put in behind both; the three work at the same time.
"""
