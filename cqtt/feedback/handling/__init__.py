"""The officers' inbox, the page of one feedback, and every move of theirs."""
