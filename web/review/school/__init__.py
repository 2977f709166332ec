"""What parents hear of a school: its profile, as the school's own people keep it."""
