"""Who works with the review tool: logging in, accounts, roles."""
