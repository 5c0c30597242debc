"""The validators and reading systems that judge what the program makes, each behind one function."""
