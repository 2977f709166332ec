"""What staff did, when: written down and shown."""
