"""The side of the sandbox: processes that run strangers' code."""
