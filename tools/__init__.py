"""What `make` runs: setting up, training, starting, and chatting in the terminal."""
