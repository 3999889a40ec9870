"""Grants: protocols that get a token, written as generators that perform nothing themselves.

Must not send, wait or ask: a driver does what they yield.
"""
