"""The command line, one subject a file. Each module registers its commands; heavy imports stay inside functions."""
