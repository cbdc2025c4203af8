"""What the public may see of a feedback: words and photographs that a person approved."""
