"""A website with invented data, for the browser tests and the pictures of the handbook; nobody in it exists."""
