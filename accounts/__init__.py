"""People, how they sign in, and the letters that leave the house."""
