"""For staff: find what Pestwijzer could not answer, add or mend answers, and put them live safely."""
