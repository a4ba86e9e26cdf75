"""Our own pictures of what may be shown: the same drawing on page and paper, never without its words and its table."""
