"""How likely a short text is part of a web page's interface rather than of the work that the page shows."""

from __future__ import annotations

import re

from publish.transforms.tools import bare

# What a page asks of its reader: an order with an interface's object, never a sentence of an essay or a story.
_ORDERS = re.compile(r"""(?ix)^\W*(?:
        (?:please\s+|click\s+(?:here\s+)?to\s+|tap\s+to\s+|sign\s+up\s+(?:to|for)\s+)?(?:share|tweet|pin|print|
    e-?mail|subscribe|follow|bookmark|like|rate|download|donate|log\s?in|log\s?out|sign\s?(?:in|up|out)|register|skip|
    jump|toggle|search|browse|menu|click|tap|swipe|scroll|accept|reject|decline|allow|dismiss|manage|customi[sz]e|
    close|expand|collapse|show|hide|view|load|read\s+(?:more|next|on|also|the\s+full)|continue\s+reading|back\s+to|
    return\s+to|go\s+to|leave\s+a|post\s+a|add\s+(?:a\s+comment|to)|report\s+(?:this|an|a)|copy\s+link|enter\s+your|
    get\s+(?:our|the|updates|started|notified)|join\s+(?:us|our|the|now)|contact\s+us|support\s+(?:us|our)|help\s+us|
    order\s+now|buy\s+now|shop\s+now|learn\s+more|find\s+out\s+more|see\s+(?:all|also|more)|switch\s+to|
    listen\s+to\s+this|watch\s+(?:now|this|the\s+video)|advertise|install|try\s+(?:it\s+)?free|save\s+(?:to|
    for\s+later|article|this)|gift\s+this|republish|cite\s+this|submit|comment|reply|head\s+(?:here|over)|check\s+out|
    visit\s+(?:us|our)|don[’']?t\s+miss|stay\s+(?:tuned|up|informed)|turn\s+on|enable|disable|open\s+in|start\s+your|
    choose\s+your|select\s+(?:all|your|a))\b)""")
_THINGS = re.compile(r"""(?ix)\b(?:
        cookies?|newsletters?|e-?mail\s+address|privacy\s+(?:policy|notice|settings)|terms\s+(?:of|and|&)\s+(?:use|
    service|conditions)|web\s?sites?|home\s?page|site\s?map|web\s?page|pop-?ups?|log-?in|username|password|
    my\s+account|basket|shopping\s+cart|advertisements?|advertising|sponsored|promoted|facebook|twitter|pinterest|
    whats\s?app|reddit|linkedin|instagram|tumblr|telegram|youtube|tiktok|mastodon|bluesky|rss|podcasts?|wordpress|
    drupal|blogger|all\s+rights\s+reserved|powered\s+by|hosted\s+(?:in|by|on)|designed\s+by|theme\s+by|filed\s+under|
    posted\s+(?:on|by|in)|published\s+on|last\s+(?:updated|modified)|reading\s+time|min(?:ute)?s?\s+read|text\s+size|
    font\s+size|related\s+(?:posts?|articles?|stories|content|links|reading)|(?:previous|next|older|newer|latest|
    recent|popular|featured|trending)\s+(?:posts?|articles?|pages?|stories|story|entries|entry|comments?)|
    you\s+(?:might|may)\s+also\s+(?:like|enjoy|be\s+interested)|more\s+(?:from|like|on)\s+this|most\s+(?:read|viewed|
    popular|shared)|(?:mobile|free|our)\s+app|notifications?|unsubscribe|subscriptions?|subscribers?|paywall|
    read\s+more|show\s+more|load\s+more|log\s+(?:in|out)|sign\s+(?:in|up)|main\s+content|skip\s+to|navigation|
    breadcrumbs?|search\s+(?:for|this|results)|social\s+media|share\s+(?:this|on|via|it)|consent|essential\s+cookies|
    preferences|javascript|browser|loading|no\s+thanks|not\s+now|maybe\s+later|required\s+fields|
    comments?\s+(?:are\s+)?(?:closed|off|disabled)|leave\s+a\s+(?:comment|reply)|photo\s*(?:credit)?\s*:|
    image\s*(?:credit|source)?\s*:|getty\s+images|shutterstock|copyright|creative\s+commons|about\s+(?:us|the\s+site|
    this\s+site)|contact\s+us|back\s+to\s+top|opens\s+in\s+(?:a\s+)?new\s+(?:window|tab)|our\s+privacy|your\s+privacy|
    free\s+(?:articles?|trial|account|delivery|shipping)|articles?\s+(?:left|remaining)|no\s+spam|you\s+have\s+\d+|
    (?:small\s+)?monthly\s+(?:donation|gift|contribution|subscription)|readers\s+like\s+you|(?:this|our)\s+(?:site|
    page|article|post|website|blog|newsletter)|become\s+a\s+(?:member|patron|subscriber|supporter)|patreon|paypal|
    per\s+month|by\s+clicking|you\s+agree|terms|enjoying\s+this|enjoyed\s+this|\d[\d,]*\s+readers|reader[- ](?:funded|
    supported)|non-?profit|charity\s+(?:no|number)|please\s+consider|consider\s+(?:supporting|donating|making|
    joining)|support(?:ing)?\s+us|your\s+(?:support|inbox)|(?:story|article|text)\s+continues|
    join\s+the\s+(?:conversation|discussion)|live\s+(?:chat|coverage)|chat\s+with|adsense|adblock\w*|ad\s+blocker|
    weekly\s+digest|mailing\s+list|click\s+here|this\s+will\s+close|donations?\s+(?:are|help)|tags|categories|
    permalink|trackbacks?|pingbacks?|print\s+this|like\s+this|download\s+(?:pdf|our|the))\b|©|&copy;|\bhttps?://\S+$""")
# What such an order is about; without it the same verb may open a chapter's title or a line of verse.
_OBJECTS = re.compile(r"""(?ix)\b(?:it|
    this|all|us|links?|page|post|article|story|stories|comments?|replies|more|menu|now|here|
        in|up|out|ads?|video|app|e-?mail|account|password|newsletter|updates|alerts|preferences|settings|content|
    navigation|top|conversation|friends?|below|reading|site|search|free|online|form|button|list|cart|facebook|twitter|
    non-essential)\b""")
_COUNTERS = re.compile(r"""(?ix)\b\d[\d,.]*\s*(?:k\s+)?(?:
    comments?|views?|shares?|likes?|seconds?|replies|reply|responses?|
        followers?|votes?|thoughts?\s+on|min(?:ute)?s?\s+(?:read|ago)|hours?\s+ago|days?\s+ago|results?|items?|
    downloads?)\b|\(\d+\)\s*$|^\W*\d+\s*/\s*\d+\W*$""")
_SYMBOLS = re.compile("[»›←→↑↓⟵⟶▲▼►▶◀✕✖×☰⋮★☆✓✔]|\\s\\|\\s|\\s[•·]\\s|(?:^|\\s)[<>]{1,2}(?:\\s|$)")
_LABELS = re.compile(r"""(?ix)^(?:related|read\s+(?:also|next|more)|see\s+also|up\s+next|in\s+pictures|tags?|
    categor(?:y|ies)|
    topics?|filed|posted|updated|published|author|photo|image|source|credit|share|section|issue|isbn|doi|reading\s+time)
    \b[^.!?]{0,12}:""")
_WE = re.compile(r"(?i)\b(?:we|our|us)\b")
_YOU = re.compile(r"(?i)\b(?:you|your)\b")
_CODE = re.compile(r"^(?:\[[a-z][a-z0-9_ -]{1,30}(?:[ =][^\]]*)?\]|\{\{[^}]*\}\}|<!--.*-->|\[/?[a-z]+\])$")
_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*$")
_SPEECH = re.compile(r"^[\"“‘']")


def suspicion(text: str) -> float:
    """From 0 (nothing of an interface) to 1 (nothing else): its orders, its things, its counters and its signs.

    A long text must show several of them, since an essay may well speak of a newspaper's advertisements.
    """
    text = bare(text).strip()
    size = len(text.split())
    if not size or size > 90:
        return 0.0
    things = len(set(match[0].lower() for match in _THINGS.finditer(text)))
    order = bool(_ORDERS.match(text))
    orders = sum(bool(_ORDERS.match(part)) for part in re.split(r"(?<=[.!?])\s+", text))
    counter = bool(_COUNTERS.search(text))
    symbol = bool(_SYMBOLS.search(text))
    label = bool(_LABELS.match(text))
    if _CODE.match(text):
        return 0.9
    if size > 12:
        both = bool(_WE.search(text)) and bool(_YOU.search(text))
        found = things + max(orders, order) + counter + (both and things > 0)
        return min(0.95, 0.15 + 0.25 * found - 0.1 * (size > 45)) if found > 1 else 0.2 * found
    points = (0.55 if _OBJECTS.search(text) or size == 1 else 0.4) * order
    points += 0.6 * min(things, 2) + 0.45 * counter
    points += (0.6 if size <= 3 else 0.4) * symbol + (0.4 if sentence_like(text) else 0.55) * label
    sentence = bool(_SENTENCE.search(text))
    if _SPEECH.match(text):
        points -= 0.5
    if not sentence:
        points += 0.2 if points else 0.0
    elif size > 4 and not things:
        points -= 0.25
    return max(0.0, min(0.98, points))


_ADVERTISEMENT = re.compile(r"(?i)\b(?:advert|sponsor|promot|adsense|continue\w*\s+(?:reading\s+)?below)")


def sentence_like(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return bool(_SENTENCE.search(text))


def is_advertisement(text: str) -> bool:
    """Whether a piece of furniture is of the kind that interrupts a text rather than ends it."""
    return bool(_ADVERTISEMENT.search(text))


def speaks_to_reader(text: str) -> bool:
    """Whether a text says "we" or "our" to a "you", as a page does to whoever reads it."""
    return bool(_WE.search(text)) and bool(_YOU.search(text)) and not _SPEECH.match(text)
