"""The parents' side: the gateway to the assistant, the chat pages, and the pages to read."""
