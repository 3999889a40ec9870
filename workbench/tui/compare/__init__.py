"""Two answers of one request beside each other: status, headers, and the lines of their bodies.

Must not send, or keep a body from being given back.
"""
