"""Processes as the system sees them: limits, ends, threads, libraries, and cheap forks."""
