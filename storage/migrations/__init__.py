"""The history of the SQL schema, run by Alembic through ``storage.schema`` (there is no ini file to find)."""
