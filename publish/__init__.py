"""Turn a raw text into a book that is ready to print and ready to read."""

__version__ = "0.1.0"
