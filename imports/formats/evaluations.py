"""Evaluations as platforms write them: Amazon Connect's questions, Genesys Cloud's groups of questions."""

from imports.formats.format import Format, Sql

_TRUE = "lower(coalesce({{{0}}}, '')) = 'true'"
AMAZON_EVALUATIONS = Format(
    name="amazon_evaluations",
    kind="evaluations",
    title="Amazon Connect evaluations",
    signature=("evaluationId", "metadata.contactId", "metadata.evaluator", "metadata.evaluationSubmitTimestamp",
               "questions.questionText"),
    rows_of="questions",
    columns={
        "evaluation_id": "evaluationId",
        "call_id": "metadata.contactId",
        "evaluator": "metadata.evaluator",
        "evaluated_at": Sql("coalesce({metadata.evaluationSubmitTimestamp}, {metadata.evaluationStartTimestamp})"),
        "form": Sql("concat_ws(' v', {metadata.evaluationDefinitionTitle}, {metadata.evaluationDefinitionVersion})"),
        "criterion": "questions.questionText",
        "score": Sql(f"CASE WHEN {_TRUE.format('questions.score.notApplicable')} THEN 'N/A' "
                     f"WHEN {_TRUE.format('questions.score.automaticFail')} THEN '0' "
                     "ELSE coalesce({questions.score.percentage}, 'N/A') END"),
        "max_score": Sql("CASE WHEN {questions.score.percentage} IS NOT NULL "
                         f"OR {_TRUE.format('questions.score.automaticFail')} THEN '100' ELSE '' END"),
        "weight": Sql("coalesce({questions.score.appliedWeight}, '')"),
        "critical_error": Sql(f"CASE WHEN {_TRUE.format('questions.score.automaticFail')} "
                              f"OR {_TRUE.format('metadata.score.automaticFail')} THEN 'customer' ELSE '' END"),
        "selection": Sql("CASE WHEN {metadata.calibrationSessionId} IS NOT NULL THEN 'calibration' ELSE '' END"),
        "status": Sql("CASE WHEN coalesce({status}, {metadata.status}) ILIKE 'draft' "
                      "OR {metadata.evaluationSubmitTimestamp} IS NULL THEN 'draft' ELSE 'final' END"),
        "comment": "questions.answer.notes",
        "judged_by": Sql("coalesce({judged_by}, left({evaluationId}, 0) || 'vendor')"),
    },
    zones={"evaluated_at": "UTC"},
    newest="metadata.evaluationSubmitTimestamp",
    notes="A question's points are its percentage, of 100; one that is not scored is not applicable. Without a weight "
          "of its own each question counts alike. An automatic fail is a critical error; of which class is not told, "
          "and it counts as the customer's. One that was never submitted is a draft; of one written several times "
          "the last submitted counts. Whose platform it is judges: a vendor's, unless a column judged_by says "
          "otherwise.",
)

_GROUP = "answers.questionGroupScores."
GENESYS_EVALUATIONS = Format(
    name="genesys_evaluations",
    kind="evaluations",
    title="Genesys Cloud evaluations",
    signature=("id", "conversation.id", "evaluator.id", "status", "assignedDate", _GROUP + "questionGroupId"),
    rows_of="answers.questionGroupScores",
    columns={
        "evaluation_id": "id",
        "call_id": "conversation.id",
        "evaluator": ("evaluator.name", "evaluator.id"),
        "evaluated_at": Sql("coalesce({changedDate}, {releaseDate}, {assignedDate})"),
        "form": Sql("coalesce({evaluationForm.name}, {evaluationForm.id}, '')"),
        "criterion": (_GROUP + "questionGroupName", _GROUP + "questionGroupId"),
        "score": Sql(f"CASE WHEN {_TRUE.format(_GROUP + 'markedNA')} THEN 'N/A' "
                     f"ELSE coalesce({{{_GROUP}totalScoreUnweighted}}, {{{_GROUP}totalScore}}) END"),
        "max_score": Sql(f"coalesce({{{_GROUP}maxTotalScoreUnweighted}}, {{{_GROUP}maxTotalScore}}, '')"),
        "weight": Sql(f"coalesce((try_cast({{{_GROUP}maxTotalScore}} AS DOUBLE) / nullif(try_cast("
                      f"{{{_GROUP}maxTotalScoreUnweighted}} AS DOUBLE), 0))::VARCHAR, '')"),
        "critical_error": Sql(f"CASE WHEN {_TRUE.format('answers.anyFailedKillQuestions')} THEN 'customer' "
                              "ELSE '' END"),
        "selection": Sql("CASE WHEN {calibration.id} IS NOT NULL THEN 'calibration' ELSE '' END"),
        "status": Sql("CASE WHEN {status} ILIKE 'finished' THEN 'final' "
                      "WHEN {status} ILIKE 'retracted' THEN 'retracted' WHEN {status} IS NOT NULL THEN 'draft' END"),
        "comment": "answers.comments",
        "judged_by": Sql("coalesce({judged_by}, left({id}, 0) || 'vendor')"),
    },
    zones={"evaluated_at": "UTC"},
    notes="A group of questions is a criterion, its points unweighted; its weight is what its weighted points are "
          "worth of them. Whoever scored last is the evaluator. A failed fatal question is a critical error; of which "
          "class is not told, and it counts as the customer's. Whose platform it is judges: a vendor's, unless a "
          "column judged_by says otherwise.",
)
