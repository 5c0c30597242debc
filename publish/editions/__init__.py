"""The editions, a folder each: an EDITION, its templates, its check. They never import each other."""
