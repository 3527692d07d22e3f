"""Moving in: other courses, prepared so that their tests run apart from the answers."""
