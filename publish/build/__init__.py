"""What is out of date and why; what is kept from one build to the next; one build at a time."""
