"""How good and how fast the answers are, measured honestly: `make evaluate`, one command, one table."""
