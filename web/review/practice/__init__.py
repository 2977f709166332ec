"""The guided first visit: deciding about made-up questions, where nothing is kept and nothing can go wrong."""
