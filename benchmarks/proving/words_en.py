"""Pieces of what English-speaking customers say: by category and polarity (negative, neutral, positive), five each."""

OPENINGS = ("Customer says:", "Caller told us:", "Cust. mentioned,", "In his words:", "Her remark:", "Feedback:",
            "Noted on the call:", "According to the customer,", "Caller's words:", "Customer's view:", "Heard today:",
            "Client on the line:")
EVALUATOR_OPENINGS = ("Customer stated:", "Remark:", "On the recording:", "Caller voiced:", "Heard:", "Brought up:")
DETAILS = ("since {day}", "for order {number}", "for the second time this month", "at the shop in town", "again",
           "with the blue model", "after the update", "on invoice {number}", "at the weekend", "for her mother",
           "despite the e-mail of {day}", "in the evening", "for case {number}", "at the new address", "this year",
           "when paying by card", "with the family plan", "on the phone", "over the holidays", "")
ENDINGS = (
    ("Wants a reply.", "Will not order again.", "Asked for the manager.", "Very upset.", "Thinks of cancelling.",
     "Says it is not acceptable.", "Disappointed.", "Expects compensation.", "Sounded annoyed.", ""),
    ("No action asked.", "Just wanted to mention it.", "Would like to know more.", "For information.",
     "Asked us to pass it on.", "Neither happy nor unhappy.", "", "", "", ""),
    ("Very happy.", "Says thank you.", "Will recommend us.", "Wanted this passed on.", "Sounded pleased.",
     "Great experience.", "Sends greetings to the team.", "Will order again.", "", ""),
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
TOLD = (
    (("the parcel came a week late", "the courier left it in the rain", "half of the goods were missing",
      "nobody rang the bell and it went back", "tracking has shown nothing for days"),
     ("delivery could be in the evening too", "it would like a choice of courier", "the parcel came on the planned day",
      "a pick-up point nearby would be handy", "asks whether Saturday delivery is planned"),
     ("the parcel came a day early", "the courier was friendly and careful", "packaging was excellent",
      "the time window was kept to the minute", "tracking was clear all the way")),
    (("was charged twice", "the bill is wrong and nobody explains it", "a fee appeared that was never agreed",
      "the discount was not applied", "reminders come although it was paid"),
     ("would prefer a bill by post", "asks for one bill for both contracts", "the due date might be later",
      "wonders about paying yearly", "would like the bill as a table"),
     ("the new bill is easy to read", "the correction came at once", "the price is fair for what it does",
      "the reminder came at a good time", "paying was quick and simple")),
    (("it broke after two days", "the battery is empty by noon", "the lid does not close",
      "quality has become poor", "it is nothing like the picture"),
     ("a smaller size would be useful", "asks if other colours are coming", "the manual could be shorter",
      "compares it with a rival's model", "it would be good with a longer cable"),
     ("it works perfectly", "quality is better than expected", "loves the new model",
      "it has run for years without trouble", "it is just like the picture")),
    (("the app crashes when logging in", "the site lost everything that was filled in", "the code never arrives",
      "cannot find the contract in the app", "the app logs out all the time"),
     ("the app could have a dark mode", "a search in the app would help", "would like it in another language",
      "asks whether a tablet version exists", "larger letters would be good"),
     ("the app is clear and fast", "signing up took a minute", "finds all invoices in the app at once",
      "likes the new start page", "the chat in the app helped at once")),
    (("waited forty minutes on the line", "was cut off twice while waiting", "nobody called back as agreed",
      "the menu goes round in circles", "had to explain it all three times"),
     ("the music could be quieter", "a call-back at a set time would be nice", "Mondays seem to be busy",
      "asks about opening hours", "would like to know the place in the queue"),
     ("somebody answered at once", "the call-back came as agreed", "the menu led straight to the right person",
      "did not have to wait at all", "everything was settled in one call")),
    (("the money has not come back for weeks", "the refund was refused without a reason", "got only half refunded",
      "the return label does not work", "was told three different stories about the refund"),
     ("asks how long refunds take", "would rather have a voucher", "thirty days to return would be usual",
      "the return form might be online", "wonders if shipping is refunded"),
     ("the refund was there the next day", "returning it was easy", "the exchange went smoothly",
      "got a voucher on top", "the return label was in the box")),
    (("the agent was rude and interrupted", "the agent hung up", "the agent did not listen at all",
      "the agent promised things and did nothing", "was made to feel stupid by the agent"),
     ("the agent spoke rather fast", "would like the agent's name in writing", "the agent read from a script",
      "the agent was new, it seemed", "the agent asked for the number twice"),
     ("the agent was patient and kind", "the agent explained everything well", "the agent found a good way out",
      "the agent was the best in years", "the agent kept the promise to call")),
)
TEMPLATES = (
    ("Customer is dissatisfied with the service, concern has been noted, ref. {number}.",
     "Negative feedback from the customer was recorded and handled on {day}.",
     "Customer expressed a concern, it was explained on the call."),
    ("Customer made a remark, which has been noted, ref. {number}.",
     "General remark from the customer was recorded on {day}.",
     "Customer made a suggestion, it was passed on."),
    ("Customer is satisfied with the service, praise has been noted, ref. {number}.",
     "Positive feedback from the customer was recorded on {day} and passed on.",
     "Customer expressed thanks, it was passed on."),
)
CATEGORIES = ("Delivery", "Billing", "Product", "App and website", "Waiting", "Refund", "Agent's behaviour")
QUEUES = ("Orders", "Billing", "Technical", "Returns", "Contracts", "General")
PATTERN = "{} {} {}. {}"
FORM = "{} About: {}."
