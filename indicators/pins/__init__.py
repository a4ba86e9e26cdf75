"""What an organisation chooses to follow: where it started, what it wants, what it says of each year."""
