"""What the Django apps share; it knows none of them."""
