"""The sender's page of a feedback, followers, and the public list of what was said and answered."""
