"""What Pestwijzer adds to Rasa: the topic files, understanding Dutch, the guard, privacy and the parent channel."""
