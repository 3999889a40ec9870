"""Rules by theme: each reads the evidence and yields findings, or none.

Must not send, or know of another rule's findings.
"""
