# ruff: noqa: E501 - tables of words, each column on its own line
"""Further ways people name each column, beside the headers it goes by: compared by meaning, in any word order.

What the headers of :mod:`imports.formats.canonical` say already is not repeated here, nor is another order of words,
another spelling of a word or a unit beside it: :mod:`imports.meaning` sees to these.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from imports.accepted import accepted
from imports.meaning import Meaning, meaning_of

_CALLS = {
    "call_id": "unique id|case number|case id|来电编号|call reference|conversation id|session id|call uuid|segment id|call record id|record id|call key|通话流水号|服务单号|通话记录编号",
    "started_at": "call created|conversation start|interaction start|call received|received at|call arrival|offered at|"
                  "call begin|session start|call when|date of call|来电时刻|通话开始|呼叫开始时间|接入时间|拨打时间",
    "ended_at": "conversation end|interaction end|session end|call end|通话结束时间",
    "queue": "vq|virtual queue|split skill|call group|assigned team|service queue|queue id|routing queue|call queue|queue agent group",
    "reason": "reason for call|call topic|call type|issue type|case reason|inquiry type|query type|call category|problem|"
              "call subject|disposition code|wrap up code|enquiry|问题类型|问题分类|咨询原因|工单类型|来电类型|服务类型|业务分类|咨询内容",
    "customer": "account number|member number|会员号|customer contact number|customer mobile|customer account number|calling number|caller phone|"
                "phone of customer|from number|originating number|remote number|来电方号码|客户联系电话|用户号码|用户手机号",
    "agent": "assigned agent|agent id|受理坐席|接待人|agent login|answering agent|agent user|connected agent|last agent|坐席名称|接听坐席|接听客服|服务客服",
    "outcome": "completion status|呼叫状态|disposition|call result|contact outcome|call disposition status|answer status|handling result|接听标识|应答状态|呼叫结果",
    "answered": "call answered|answered flag|answered by agent|connected|was call answered|是否应答|接听标志|接通标志",
    "wait_s": "wait in queue|queue waiting|hold before answer|answer delay|queue duration|customer wait|seconds to answer|"
              "ring wait|ring|call wait|排队等待时长|振铃时长|客户等待时长|接听等待时长",
    "talk_s": "service duration|agent interaction duration|call length|talking|agent talk|conversation duration|conversation length|speech duration|length of call|"
              "billed duration|connected duration|对话时长|交谈时长|通话用时",
    "hold_s": "customer hold|hold duration|agent hold|保持时间",
    "wrap_s": "work duration|agent work|wrap up duration|agent wrap|agent acw|话后整理时长|话后用时",
    "ivr_s": "menu duration|ivr duration|prequeue",
    "transfers": "transfers made|call transferred|transfer flag|times transferred|是否转接",
    "resolved": "resolved flag|是否当场解决|first call resolution|resolved first call|resolved on first contact|call resolved|"
                "problem solved|issue fixed|一次解决|是否一次解决|问题是否解决|首次解决|是否办结",
    "rating": "score out of|customer satisfaction score|survey score|survey rating|csat score|satisfaction score|star rating|"
              "customer score|post call survey rating|满意度得分|服务评分|用户评价|客户评价|星级评价|满意度评价",
    "channel": "受理渠道|case origin|origin|contact channel|interaction type|media channel|communication channel|联络渠道|接入渠道|服务渠道|来源渠道",
    "direction": "call type|call direction|inbound or outbound|initiation method|呼叫类型|通话类型|来去电",
    "programme": "campaign name|project name|client account|product line|产品线",
    "segment": "customer tier|customer value|vip level|客户级别|会员等级",
    "language": "call language|customer language",
    "ended_by": "挂机方式|who hung up|hangup by|end party|released by|hangup side|挂断方",
    "parent_id": "parent contact id|master call id|original call id|原通话编号",
    "callback_of": "callback of call",
    "first_response_at": "first reply|first response date",
    "closed_at": "case closed date|ticket closed",
    "vendor": "vendor name|outsourcing company|service provider|外包公司|供应商名称|服务商名称|外包商名称",
}
_EVALUATIONS = {
    "evaluation_id": "review id|audit id|scorecard id|evaluation number",
    "call_id": "call id link|call link|recording link|call recording id|call reference|recording id|conversation id|evaluated call id|被检通话编号|录音编号|录音流水号|质检通话编号",
    "evaluator": "evaluator last name|reviewer name|monitor name|email address|reviewer email|qa email|scored by|your name|graded by|qa name|quality analyst name|evaluator name|qa evaluator|评分人|考评员|质检人员姓名|质检专员",
    "evaluated_at": "timestamp|submitted at|submission time|提交时间|review date|date evaluated|date of evaluation|audit date|scoring date|date scored|评分时间|考评时间|质检完成时间",
    "status": "evaluation status|review status|质检状态",
    "critical_error": "autofail|fatal|fatal flaw|critical fail|critical failure|zero tolerance|compliance auto fail|compliance fatal|"
                      "auto fail triggered|致命项|致命差错|一票否决|一票否决项|红线项|红线问题|关键差错",
    "comment": "coaching notes|考评意见|质检意见|evaluator comments|reviewer notes|qa comments|质检评语|质检备注",
    "feedback_voiced": "customer gave feedback|did customer give feedback|customer voiced feedback|feedback given|feedback heard|客户有反馈|客户是否反馈",
    "feedback_category": "feedback topic|feedback about|反馈内容分类|反馈类别",
    "feedback_polarity": "feedback type|type of feedback|feedback mood|customer sentiment|反馈性质|反馈情绪",
    "vendor": _CALLS["vendor"],
    "selection": "monitoring type|sample type|sampling|sampling method|type of monitoring|evaluation source|抽检类型|抽样方式|质检类型|质检方式",
}
_PROMISES = {
    "promise_id": "issue key|task id|activity id|ticket id|request no|承诺编号|sr number|service request number|commitment number|promise ref|case number|ticket number|request number|承诺单号|工单编号|事项编号|服务单号",
    "made_at": "date|creation date|requested date|requested|request created|case opened|submitted date|date of promise|commitment date|promise created|request date|date promised on|open date|承诺登记时间|创建日期|登记日期",
    "due_at": "target resolution date|resolution due|promise due|commitment due date|expected completion|target completion date|promised by date|promise deadline|"
              "to be done by|due by|承诺截止日期|要求完成时间|预计完成时间|计划完成时间|承诺办结时间|承诺时限",
    "kept_at": "resolved time|resolved at|resolved date|resolved|closed time|closed at|actual completion|actually completed|date completed|date fulfilled|date closed|completed on|fulfilled date|实际完成时间|"
               "实际兑现时间|办结时间|完成日期|兑现日期",
    "status": "promise status|current status|commitment status|承诺状态|当前状态|办理状态",
    "promise_kind": "type of promise|commitment type|what was promised|承诺事项|承诺内容",
    "revised_due_at": "revised deadline|new deadline|extended due date|延期后期限|调整后期限",
    "vendor": _CALLS["vendor"], "customer": _CALLS["customer"],
    "call_id": "call object identifier|related call|关联通话",
}
_FEEDBACK = {
    "feedback_id": "voc number|comment number|ticket id|ticket number|case id|unique id|record id|request id|message id|comment id|post id|tweet id|工单号|工单编号|记录编号|feedback number|voc id|feedback ref|item number|反馈单号|意见编号|反馈序号",
    "captured_at": "logged on|logged at|noted on|issue reported at|reported at|comment date|posted at|来电时间|date of feedback|feedback date|date captured|recorded on|feedback received from customer|反馈时间|反馈日期|客户反馈时间",
    "forwarded_at": "date shared with client|shared with client|shared on|reported to client|escalated to client|反馈甲方时间|同步甲方时间|date forwarded to client|sent to client|forwarded to client|passed to client|submitted to client|"
                    "上报时间|上报日期|提交时间|转发时间|反馈送出时间|提交甲方时间",
    "received_at": "received by client|client received date|甲方收到时间|甲方接收时间",
    "category": "反馈类型|theme|feedback type|feedback category|feedback topic|反馈分类|问题分类|意见分类",
    "polarity": "feedback sentiment|customer sentiment|情绪倾向|反馈倾向",
    "text": "原话记录|customer words|feedback text|feedback content|what customer said|客户原话|反馈内容|意见内容",
    "rating": _CALLS["rating"], "vendor": _CALLS["vendor"], "customer": _CALLS["customer"], "agent": _CALLS["agent"],
}
_SURVEYS = {
    "run_by": "conducted by|sent by|survey by|调查方名称|发起方",
    "survey_id": "response id|recipient response id|respondent id|response id|network id|unique id|ticket id|record id|survey number|response number|问卷序号|调查编号",
    "invited_at": "sent|emailed|survey sent|date sent|survey date|sent on|invitation sent|问卷发送时间|调查时间|推送时间",
    "responded_at": "submit date|submission date|date submitted|answered|replied|survey response date|survey response time|response received|date answered|completed at|survey completed|submitted at|response time stamp|"
                    "提交时间|问卷提交时间|回复日期",
    "csat": "how satisfied were you|how satisfied are you|how satisfied were you with the call|how satisfied were you with our service|本次服务满意|您对本次服务满意吗|请为本次服务打分|您的满意度|csat score|satisfaction score|overall satisfaction|customer satisfaction|满意度评分|整体满意度|满意度得分",
    "nps": "how likely are you to recommend us|how likely are you to recommend|how likely would you recommend|您有多大可能推荐|nps score|recommendation score|net promoter score|推荐度|推荐分|推荐意愿评分",
    "ces": "ces score|customer effort score|费力度评分",
    "resolved": "was your issue resolved|did we solve it|was your problem solved|您的问题解决了吗|您的问题是否解决|" + _CALLS["resolved"], "text": "any comments|anything else|other comments|您的意见|您的建议|customer comment|survey comment|客户留言|客户意见",
    "contacts_needed": "how many contacts|number of times contacted|来电次数",
    "vendor": _CALLS["vendor"], "customer": _CALLS["customer"],
    "call_id": "external data reference|external reference|custom data|call reference",
}
_COMPLAINTS = {
    "complaint_id": "ticket id|ticket number|unique id|case id|reference number|工单号|工单编号|complaint reference|complaint ref|case number|投诉单号|投诉工单号",
    "received_at": "ticket created|case created|date filed|date submitted|来电时间|登记时间|complaint received|date of complaint|投诉日期|投诉受理时间",
    "category": "complaint category|complaint type|投诉分类",
    "text": "consumer complaint narrative|customer complaint text|complaint text|complaint description|投诉描述",
    "resolved_at": "resolution date|date settled|投诉办结时间|处理完成时间",
    "vendor": _CALLS["vendor"], "customer": _CALLS["customer"],
    "call_id": "related call|linked call|关联通话|关联通话编号|对应通话",
    "acknowledged_at": "acknowledged|first response|first response date|受理时间|首次响应时间|响应时间",
    "reopened": "reopened|repeat complaint|是否重复投诉|重复投诉|是否再次投诉",
}
_STAFF = {
    "agent": "employee number|staff number|emp id|人员编号",
    "hired_at": "date of joining|joining date|doj|date joined|employment start|onboarding date|入司日期|入司时间|到岗日期",
    "left_at": "last working day|lwd|date of leaving|separation date|resignation date|attrition date|离岗日期|最后工作日",
    "exit_kind": "attrition type|separation type|attrition reason|type of exit|离职性质",
    "trained_at": "training completion date|training end date|certification date|nesting end|培训结束日期|结训日期|培训通过日期",
    "promoted_at": "promoted on|date of promotion|晋级日期",
    "vendor": _CALLS["vendor"],
}
_COSTS = {
    "month": "invoice month|invoice period|billing period|service month|费用所属月份|结算月份|服务月份",
    "amount": "invoice amount|amount due|net amount|charge|total amount|金额合计|结算金额|费用金额",
    "cost_kind": "description|item|cost category|cost item|expense type|费用项目|费用名称|科目|项目",
    "currency": "currency code|币别",
    "vendor": _CALLS["vendor"],
}
EXTRA: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "calls": _CALLS, "evaluations": _EVALUATIONS, "promises": _PROMISES, "feedback": _FEEDBACK, "surveys": _SURVEYS,
    "complaints": _COMPLAINTS, "staff": _STAFF, "costs": _COSTS,
})


@cache
def phrases_of(kind: str, name: str) -> tuple[Meaning, ...]:
    """What headers of column ``name`` of ``kind`` mean, each different meaning once."""
    headers = [*accepted(kind, name), *EXTRA.get(kind, {}).get(name, "").split("|")]
    said = [meaning_of(header.replace(" + ", " ")) for header in headers if header]
    return tuple(dict.fromkeys(meaning for meaning in said
                               if not meaning.is_of_many and (meaning.concepts or meaning.sorts)))
