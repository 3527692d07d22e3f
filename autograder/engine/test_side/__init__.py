"""The trusted side: processes that run the course's tests."""
