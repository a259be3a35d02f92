"""What customers say, in English and Chinese, composed so that hardly two remarks are alike. Nobody real said it."""

from __future__ import annotations

CATEGORIES = ("delivery", "billing", "agent", "waiting", "product", "website")
CATEGORIES_ZH = ("配送", "账单", "客服态度", "等待时间", "产品质量", "网站与APP")
POLARITIES = ("negative", "neutral", "positive")

OPENERS = ("", "Customer said that ", "Caller told us that ", "She mentioned that ", "He pointed out that ",
           "Third contact about it: ", "Long-standing customer; ", "In passing: ", "Customer remarked that ")
OPENERS_ZH = ("", "客户表示", "来电客户提到", "老客户反映", "客户说", "顾客特意说明", "客户再次来电称", "女士反馈",
              "先生反馈")

TAILS = {
    "negative": ("", "; wants somebody to answer for it", "; is thinking of leaving", "; asked for a complaint number",
                 ", and it is not the first time", "; was calm but clearly annoyed", ", after two earlier calls"),
    "neutral": ("", "; just wanted us to know", "; leaves it to us", ", no reply needed", "; has seen it elsewhere"),
    "positive": ("", "; asked us to pass on thanks", ", and will order again", "; was pleasantly surprised",
                 ", better than last year", "; tells friends about it"),
}
TAILS_ZH = {
    "negative": ("", ",要求给个说法", ",考虑以后不再购买", ",要求登记投诉", ",而且不是第一次了", ",语气比较激动",
                 ",之前已打过两次电话"),
    "neutral": ("", ",仅供参考", ",由我们自行考虑", ",不需要回复", ",别家已经有了"),
    "positive": ("", ",请我们代为感谢", ",表示以后还会再买", ",说没想到这么顺利", ",比去年好多了", ",会推荐给朋友"),
}

SAID = {
    "delivery": {
        "negative": ("the parcel came five days late", "the courier left the box in the rain",
                     "tracking has said 'out for delivery' since Monday", "half of the order never arrived",
                     "nobody rang the bell and the parcel went back", "the delivery window was changed twice"),
        "neutral": ("an evening delivery slot would suit better", "parcels could be left with the neighbour",
                    "a message an hour before delivery would help"),
        "positive": ("the parcel came a day early", "the courier carried it up to the fourth floor",
                     "tracking was exact to the quarter of an hour", "everything was packed with care"),
    },
    "billing": {
        "negative": ("the same order was charged twice", "the refund has been 'in progress' for three weeks",
                     "there is a fee on the bill nobody can explain", "the voucher was not taken off",
                     "the bill still goes to the old address"),
        "neutral": ("a bill by e-mail would do", "paying on the first of the month would be easier",
                    "the bill could show the order number"),
        "positive": ("the refund was there the next morning", "the new bill is easy to read",
                     "the wrong fee was taken off without a word"),
    },
    "agent": {
        "negative": ("the agent talked over the customer", "the agent hung up in the middle of a sentence",
                     "nobody listened, only a script was read out", "the agent promised to call back and never did",
                     "each agent says something different", "the agent was short and impatient"),
        "neutral": ("it would be good to reach the same agent again", "the agent might speak a little slower",
                    "the agent could give a name at the start"),
        "positive": ("the agent was kind and patient", "the agent explained each step clearly",
                     "the agent found a way others had not", "the agent called back as promised"),
    },
    "waiting": {
        "negative": ("it took twenty minutes to reach anybody", "the menu led in circles",
                     "the line dropped after ten minutes in the queue", "the music stopped and nobody answered",
                     "nobody can be reached at lunch time"),
        "neutral": ("a call-back offer would be welcome", "the place in the queue could be told",
                    "opening at seven would suit shift workers"),
        "positive": ("somebody answered at once", "the call-back came on the minute",
                     "the wait was much shorter than expected"),
    },
    "product": {
        "negative": ("the device stopped working after a week", "the size is not what the label says",
                     "the lid broke on the first day", "the replacement has the same fault",
                     "the manual describes another model"),
        "neutral": ("a larger size would find buyers", "the charger could be sold apart",
                    "spare parts should be listed"),
        "positive": ("the new model is quieter", "it has worked for years without trouble",
                     "the colour is even nicer than in the picture"),
    },
    "website": {
        "negative": ("the app crashes at the payment page", "the password link never arrives",
                     "the basket empties itself", "the order history has vanished since the update",
                     "the site does not accept the postcode"),
        "neutral": ("a dark mode would be nice", "the search could know part numbers",
                    "the app could remember the shop"),
        "positive": ("the app is much faster now", "returns online took two minutes",
                     "the new order page is clear"),
    },
}
SAID_ZH = {
    "delivery": {
        "negative": ("快递比承诺晚到了五天", "包裹被直接放在雨里", "物流信息三天没有更新", "订单只送到了一半",
                     "快递员没打电话就把件退回了", "送货时间改了两次"),
        "neutral": ("希望可以选择晚上送货", "包裹可以放到小区驿站", "送货前一小时发条短信会更好"),
        "positive": ("快递提前一天就到了", "快递员帮忙搬到了四楼", "包装很仔细,一点没坏", "物流信息非常准确"),
    },
    "billing": {
        "negative": ("同一笔订单扣了两次款", "退款三个星期还没到账", "账单上有一笔说不清的费用", "优惠券没有抵扣",
                     "发票抬头又开错了"),
        "neutral": ("账单发电子版就可以", "希望每月一号扣款", "账单上可以写明订单号"),
        "positive": ("退款第二天就到账了", "新账单一目了然", "多收的费用马上就退了"),
    },
    "agent": {
        "negative": ("客服一直打断客户说话", "话还没说完就被挂断了", "客服只会念话术,不解决问题",
                     "说好回电却一直没有回",
                     "每个客服的说法都不一样", "客服语气很不耐烦"),
        "neutral": ("希望下次还能找到同一位客服", "客服语速可以慢一点", "客服可以先报一下工号"),
        "positive": ("客服很有耐心,态度亲切", "客服讲解得很清楚", "别人没解决的问题这位客服解决了",
                     "客服按约定回了电话"),
    },
    "waiting": {
        "negative": ("等了二十分钟才接通", "语音菜单绕来绕去转不到人工", "排队十分钟后电话断了", "中午根本打不进来",
                     "一直提示坐席忙"),
        "neutral": ("希望能提供回拨服务", "排队时可以报一下前面还有几位", "希望早上七点就有人工"),
        "positive": ("一打就接通了", "回拨非常准时", "等待时间比想象的短得多"),
    },
    "product": {
        "negative": ("用了一个星期就坏了", "尺码与标注不符", "盖子第一天就裂了", "换回来的还是同样的毛病",
                     "说明书不是这一款的"),
        "neutral": ("希望出个大一号的", "充电器可以单独卖", "希望列出配件价格"),
        "positive": ("新款声音小多了", "用了好几年都没出过问题", "颜色比图片还好看"),
    },
    "website": {
        "negative": ("APP 一到付款页面就闪退", "收不到重置密码的短信", "购物车里的东西自己没了",
                     "更新以后看不到历史订单",
                     "地址一直保存不了"),
        "neutral": ("希望有深色模式", "搜索可以支持型号", "APP 可以记住常去的门店"),
        "positive": ("APP 比以前快多了", "在线退货两分钟就办好了", "新的下单页面很清楚"),
    },
}


def remark(category: int, polarity: str, pick: int, opener: int, tail: int, *, chinese: bool) -> str:
    """One remark: ``pick`` chooses what was said, ``opener`` and ``tail`` how it was put (any whole numbers)."""
    said, openers, tails = (SAID_ZH, OPENERS_ZH, TAILS_ZH) if chinese else (SAID, OPENERS, TAILS)
    choices = said[CATEGORIES[category]][polarity]
    text = openers[opener % len(openers)] + choices[pick % len(choices)] + tails[polarity][tail % len(tails[polarity])]
    return f"{text}。" if chinese else f"{text[0].upper()}{text[1:]}."
