"""The one room with stored data: SQL, Parquet layers, and every read of them under an access scope."""
