"""The one way to `data/` for the website: what Pestwijzer knows, to read, to search and to edit."""
