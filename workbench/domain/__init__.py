"""The nouns of the workbench: values and the vocabulary of the standards.

Must not do I/O, read a clock or use asyncio.
"""
