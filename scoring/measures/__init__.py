"""Every measure of a scorecard, in the order they are told. To add one is to add a line."""

from scoring.measures.abandonment import ABANDONMENT, BLOCKED_RATE
from scoring.measures.asa import ASA
from scoring.measures.csat import CSAT
from scoring.measures.fcr_agent import FCR_AGENT
from scoring.measures.feedback_capture import FEEDBACK_CAPTURE
from scoring.measures.frame_coverage import FRAME_COVERAGE
from scoring.measures.measure import Measure
from scoring.measures.promises import PROMISE_KEPT, PROMISE_KEPT_HIGH, PROMISE_KEPT_LOW
from scoring.measures.qa_score import QA_SCORE
from scoring.measures.repeats import FCR_REPEAT, FIRST_AGENT
from scoring.measures.service_level import SERVICE_LEVEL
from scoring.measures.transfer_rate import TRANSFER_RATE
from scoring.measures.waits import OVER_60, OVER_600, WAIT_MAX, WAIT_P50, WAIT_P90, WAIT_P95

MEASURES: tuple[Measure, ...] = (
    SERVICE_LEVEL,
    ASA,
    WAIT_P50,
    WAIT_P90,
    WAIT_P95,
    WAIT_MAX,
    OVER_60,
    OVER_600,
    ABANDONMENT,
    BLOCKED_RATE,
    TRANSFER_RATE,
    FRAME_COVERAGE,
    FCR_REPEAT,
    FCR_AGENT,
    FIRST_AGENT,
    PROMISE_KEPT,
    PROMISE_KEPT_LOW,
    PROMISE_KEPT_HIGH,
    FEEDBACK_CAPTURE,
    QA_SCORE,
    CSAT,
)
