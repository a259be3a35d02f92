"""The declared formats. To add one is to add a file and a line here."""

from imports.formats.aircall import AIRCALL
from imports.formats.amazon_connect import AMAZON_CONNECT
from imports.formats.boston311 import BOSTON311
from imports.formats.canonical import CANONICAL
from imports.formats.format import DateAndTime, Format, From, Reckoned, Sql
from imports.formats.nyc311 import NYC311
from imports.formats.phonenow import PHONENOW

FORMATS: tuple[Format, ...] = (
    PHONENOW,
    AIRCALL,
    AMAZON_CONNECT,
    BOSTON311,
    NYC311,
    *CANONICAL,
)

__all__ = ["FORMATS", "DateAndTime", "Format", "From", "Reckoned", "Sql"]
