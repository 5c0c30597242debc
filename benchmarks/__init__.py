"""What the program costs beside its peers: CPU seconds, time on the wall, and the largest process."""
