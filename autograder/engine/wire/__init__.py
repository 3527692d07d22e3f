"""What crosses between an answer and its test: frames, plain values, names."""
