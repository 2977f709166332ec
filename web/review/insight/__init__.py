"""What parents ask and what comes of it, counted."""
