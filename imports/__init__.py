"""Turns the bytes of any export into records and issues. No stored data, no screen: a stranger to storage."""
