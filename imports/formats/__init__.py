"""The declared formats. To add one is to add a file and a line here."""

from imports.formats.aircall import AIRCALL
from imports.formats.amazon_connect import AMAZON_CONNECT
from imports.formats.boston311 import BOSTON311
from imports.formats.canonical import CANONICAL
from imports.formats.five9 import FIVE9
from imports.formats.format import DateAndTime, Format, From, Reckoned, Sql
from imports.formats.genesys import GENESYS
from imports.formats.huadan import HUADAN
from imports.formats.nyc311 import NYC311
from imports.formats.phonenow import PHONENOW

FORMATS: tuple[Format, ...] = (
    PHONENOW,
    AIRCALL,
    AMAZON_CONNECT,
    FIVE9,
    GENESYS,
    HUADAN,
    BOSTON311,
    NYC311,
    *CANONICAL,
)

__all__ = ["FORMATS", "DateAndTime", "Format", "From", "Reckoned", "Sql"]
