"""The verifiable ballot (level L2) as pure functions: formats, keys, log, receipts. Refuses I/O, the clock and the framework.

The formats are specified in docs/voting-protocol.md; verifier/verify.py implements them a second time.
"""
