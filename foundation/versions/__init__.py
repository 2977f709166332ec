"""The trained versions on disk: which there are, which one answers parents, and how one in the making is followed."""
