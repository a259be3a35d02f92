"""What the figures mean: canonical columns, measures, intervals, scorecards. Knows no other room."""

SCORING_REVISION = 9
"""Goes up whenever the same inputs under the same definition would give another scorecard: stored ones are computed
again then, and the old bytes stay on record."""
