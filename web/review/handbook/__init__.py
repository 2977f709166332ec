"""The staff's handbook as a page of the review tool."""
