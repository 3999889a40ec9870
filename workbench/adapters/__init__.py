"""Adapters: the world as the engine's ports want it.

Must not decide anything.
"""
