"""What the website shows and answers: the API of the chat element, the chat pages, and the pages to read."""
