"""Mail to staff: that something waits, never what a parent wrote."""
