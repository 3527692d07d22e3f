"""For those who write a course: from texts to a release whose tests have been tried."""
