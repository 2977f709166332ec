"""What parents asked that needs a person: read, grouped, shown, decided."""
