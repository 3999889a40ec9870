"""Text to domain and back: the collection file, `.env`, curl.

Must not open a file or reach the network.
"""
