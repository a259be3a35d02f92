"""The declared formats. To add one is to add a file and a line here."""

from imports.formats.aircall import AIRCALL
from imports.formats.aliyun_ccc import ALIYUN_CCC
from imports.formats.amazon_connect import AMAZON_CONNECT
from imports.formats.anonymous_bank import ANONYMOUS_BANK
from imports.formats.asterisk_cdr import ASTERISK_CDR, ASTERISK_CDR_TABLE
from imports.formats.asterisk_queue_log import ASTERISK_QUEUE_LOG
from imports.formats.avaya_cms import AVAYA_CMS
from imports.formats.boston311 import BOSTON311
from imports.formats.canonical import CANONICAL
from imports.formats.cxone import CXONE
from imports.formats.evaluations import AMAZON_EVALUATIONS, GENESYS_EVALUATIONS
from imports.formats.five9 import FIVE9
from imports.formats.format import DateAndTime, Events, Format, From, Reckoned, Sql, lasted
from imports.formats.genesys import GENESYS
from imports.formats.genesys_queues import GENESYS_QUEUES
from imports.formats.huadan import HUADAN
from imports.formats.huawei_aicc import HUAWEI_AICC
from imports.formats.iex import IEX
from imports.formats.nyc311 import NYC311
from imports.formats.phonenow import PHONENOW
from imports.formats.ringcentral import RINGCENTRAL
from imports.formats.sobot import SOBOT
from imports.formats.talkdesk import TALKDESK
from imports.formats.threecx import THREECX
from imports.formats.tinet import TINET
from imports.formats.uccx import UCCX
from imports.formats.vicidial import VICIDIAL
from imports.formats.zendesk import ZENDESK_CSAT, ZENDESK_TALK

FORMATS: tuple[Format, ...] = (
    PHONENOW,
    AIRCALL,
    AMAZON_CONNECT,
    FIVE9,
    GENESYS,
    HUADAN,
    ASTERISK_QUEUE_LOG,
    ASTERISK_CDR,
    ASTERISK_CDR_TABLE,
    HUAWEI_AICC,
    CXONE,
    VICIDIAL,
    AVAYA_CMS,
    GENESYS_QUEUES,
    IEX,
    THREECX,
    ZENDESK_TALK,
    TINET,
    SOBOT,
    ALIYUN_CCC,
    TALKDESK,
    RINGCENTRAL,
    UCCX,
    ANONYMOUS_BANK,
    AMAZON_EVALUATIONS,
    GENESYS_EVALUATIONS,
    ZENDESK_CSAT,
    BOSTON311,
    NYC311,
    *CANONICAL,
)

__all__ = ["FORMATS", "DateAndTime", "Events", "Format", "From", "Reckoned", "Sql", "lasted"]
