"""The schools: their profile, their look, where their chat may stand, and the pages and commands for staff."""
