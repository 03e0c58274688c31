"""Numbers on a whiteboard that say how, when or where, but never how much is to be done.

Effort, percentages, heart rates, paces, sizes, dates, how often: they are covered before a dose is looked for, and
uncovered again in the words that they stand in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from voicecoach.intake.board_words import any_of

COVER = "[\ue000-\uf8ff]"
"""A character that stands for a quantity; a board's own characters of this kind are taken off before."""
_FIRST, _MOST = 0xE000, 500
_N = r"\d+(?:[.,]\d+)?"
_SOME = rf"{_N}(?:\s*[-–/]\s*{_N})*"
_NOT_MORE = r"(?!\d|\s*[x×*]\s*\d|[.,/-]\d)"
_MONTH = (
    "(?:january|february|april|june|july|august|september|october|november|december|jan|feb|apr|jun|jul|aug|sept?|oct"
    "|nov|dec|januar|februar|märz|mai|juni|juli|oktober|dezember)"
)
_WEEKDAY = (
    "(?:mon|tues?|wed|thurs?|fri|sat|sun)(?:(?:nes|ur)?day)?|(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|mo|di|mi|do|fr"
    "|sa|so|lun|mar|mié|jue|vie|sáb|dom|mer|jeu|ven|sam|dim|gio|sab|ma|wo|vr|za|zo)"
)
_AT_A_POINT = r"(?:pause|hold|squeeze|eccentrics?|negatives?|lowering|lower|down|up|descent)"
_DAY = r"(?:day|week|month|year|tag|woche|jour|semaine|día|dia|semana|giorno|settimana|dag)s?"
_PER_DAY = rf"(?:[x×]|times)\s*(?:(?:/|per|a|each|every|pro|am|par|por|al)\s*{_DAY}|daily|weekly)"
_AFTER_NUMBER = (
    rf"(?:RPE|RIR|reps?\s+in\s+reserve|bpm|rpm|spm|watts?|W|kcal|km/h|kmh|kph|mph|m/s|cm|mm|inch(?:es)?|ft|feet|deg(?:rees)?"
    rf"|exercises|movements|people|persons|athletes|points?|pages?|stations|dumbbells|kettlebells|{_PER_DAY}"
    rf"|-?(?:days?|weeks?|months?|years?)(?:\s*(?:per|a|/|in\s+a)\s*(?:week|month|year))?)(?!\w)"
    r"|%(?:\s*(?:of\s+)?(?:\d?RM|max|HR\s?max|HRmax|FTP|bodyweight|BW)\b)?|°|[\s-]*in(?:ch)?\.?\s+(?=box|step|platform)"
)
_BY_NUMBER = (
    rf"(?:10|\d(?:[.,]\d+)?)\s*-?\s*(?:{any_of('seconds')}|s)\s*-?\s*(?:slow\s+)?(?:down|up|eccentrics?|negatives?|lower(?:ing)?|descent)(?!\w)|"
    rf"{_SOME}\s*(?:{_AFTER_NUMBER})"
    rf"|\d{{1,2}}\s?RM\b|\d{{1,2}}:\d\d\s*(?:min\s*)?/\s*(?:km|mi|miles?|k|\d{{3,4}}\s*m)\b|\d+\s?km?\s+pace\b"
    r"|\d{4}-\d{1,2}-\d{1,2}(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d)"
    r"|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d)?(?!\d)|\d{1,2}/\d{1,2}/\d{4}(?!\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:(?:{_MONTH}|march|may)\.?,?\s+\d{{4}}|{_MONTH})\b"
    r"|\d{1,2}(?::\d\d)?\s*(?:am|pm|a\.m\.|p\.m\.|uhr|o'clock)(?!\w)|\d+(?:st|nd|rd|th)\b"
    r"|\d{1,2}-\d{1,2}-\d{1,2}(?:-\d{1,2})?(?=\s+(?:box\s+)?breath)|(?<=breathing\s)\d{1,2}(?:-\d{1,2}){2,3}(?![\d-])"
    r"|(?:(?<=atmung\s)|(?<=respiración\s)|(?<=respiration\s)|(?<=respirazione\s)|(?<=respiração\s))\d{1,2}(?:-\d{1,2}){2,3}(?![\d-])"
    r"|(?<=@)\s*\d{1,2}:\d\d(?!\s*[/\d:])|(?<=@\s)\d{1,2}:\d\d(?!\s*[/\d:])|90/90(?![\w/])|(?:1/[2348]|2/[34]|3/[248])(?![\w/,])|1\.5(?=[\s-]+reps?\b)"
    r"|\d[\s-](?:arm(?:ed)?|leg(?:ged)?|hand(?:ed)?|point|way|count|part|position)(?!\w)"
    rf"|{_N}\s*-?\s*(?:{any_of('seconds')}|s)?\s*-?\s*{_AT_A_POINT}\s+(?:at|in|on)\s+(?:the\s+)?\w+"
)
_FEELING = "(?:pain|mood|effort|energy|schmerz(?:en)?|dolor|douleur|dolore|pijn|dor)"
_BY_WORD = (
    rf"{_FEELING}(?:\s+(?:is|of|over|above|below|under|at|than|more|less|max|über|unter|mayor|menor|que))*\s*[:=<>≤≥~]*\s*{_N}"
    rf"(?:\s*[-–]\s*{_N})?\s*/\s*10{_NOT_MORE}|"
    rf"(?:RPE|RIR|heart\s+rate|HR|zone|Z|pulse|puls)\s*[:=]?\s*{_SOME}{_NOT_MORE}"
    rf"|(?:incline|level|lvl|resistance|setting|gear|damper|pin|hole)\s*:?\s*{_SOME}{_NOT_MORE}"
    rf"|(?:weeks?|days?|wks?|page|pages|pp?\.|phase|version|v|chapter|no\.|nr\.|session|lesson|unit|cycle|stage|woche|tag|semaine|jour"
    rf"|semana|día|dia|settimana|giorno|dag)\s*[:#]?\s*\d+(?:\s*(?:[-–/.]|of)\s*\d+)*{_NOT_MORE}"
    rf"|(?:{_MONTH}|march|may)\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b|{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b{_NOT_MORE}"
    r"|on\s+\d{0,2}:\d\d(?![\d:]|\s*[x×])"
    r"|(?:with|using|holding)\s+\d\s+(?:dumbbells?|dbs?|kettlebells?|kbs?|plates?|bands?)\b"
    rf"|(?:con|com|avec|mit|met)\s+(?:\w+\s+)?paus[ae]\s+(?:de|di|von|van)?\s*{_N}\s*(?:{any_of('seconds')}|s)?\s+"
    r"(?:arriba|abajo|(?:en|em|in)\s+\w+|oben|unten|boven|onder)(?!\w)"
    rf"|(?:with\s+(?:an?\s+)?{_N}\s*-?\s*(?:{any_of('seconds')}|s)?\s*-?\s*{_AT_A_POINT}"
    rf"|{_AT_A_POINT}\s+(?:for\s+)?{_N}\s*(?:{any_of('seconds')}|s)?)\s+(?:at|in|on)\s+(?:the\s+)?\w+"
)
_QUANTITIES = re.compile(
    rf"(?<![\w.:/,])(?=\d)(?:{_BY_NUMBER})|\b(?=[^\W\d_])(?:{_BY_WORD})|(?<!\w)#\s?\d+"
    rf"|(?:(?<=@)|(?<=@\s))\s*[-−+]\s*{_N}\s*%|\b(?:{_WEEKDAY})\.?,?\s+\d{{1,2}}[./]\d{{1,2}}(?:[./](?:\d{{4}}|\d\d)?)?(?![\d/])",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    rf"(?P<label>{any_of('whole')})(?:\s*\([^()]*\))?\s*(?:[:=]|\s[-–—]\s)\s*(?P<value>.*)"
    r"|(?:time\s+cap|cap|total(?:\s+time)?|duration|(?:est(?:imated|\.)?)\s+(?:time|duration)|time\s+limit)\s+(?:of\s+|is\s+|about\s+|~\s*)?\d.*"
    rf"|{any_of('whole')}\s+(?:ca|circa|etwa|about|approx|env|environ|unos|aprox|ongeveer|cerca\s+de)\.?\s*\d[^,;]*"
    rf"|{any_of('total')}\s+(?:ca|circa|etwa|about|approx|env|environ|unos|aprox|ongeveer|cerca\s+de)\.?\s*\d[^,;]*"
    r"|(?:about|approx(?:imately|\.)?|ca\.|~|takes|lasts)?\s*\d+[\s-]*(?:min(?:ute)?s?\.?|hours?|h)\s+(?:time\s+cap|cap|total|in\s+total|altogether"
    r"|(?:[^\W\d][\w-]*\s+){0,4}(?:workout|session|class|routine|program(?:me)?|training|circuit\s+workout))\W*",
    re.IGNORECASE,
)


@dataclass
class Covered:
    """A text in which quantities are covered, each by one character."""

    text: str
    held: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, text: str) -> Covered:
        """Cover the quantities of a text."""
        covered = cls("")
        covered.text = _QUANTITIES.sub(covered._part, text)
        return covered

    def _part(self, found: re.Match[str]) -> str:
        """Return what covers a quantity, apart from what is before it where that is when to start: ``on 1:40``."""
        return f"{' ;' if found[0][:3].lower() == 'on ' else ''}{self.put(found[0])}"

    def put(self, words: str) -> str:
        """Return the character that stands for some words, with spaces around it; too many stay as they are."""
        if len(self.held) >= _MOST:
            return words
        self.held.append(words.strip())
        return f" {chr(_FIRST + len(self.held) - 1)} "

    def uncover(self, text: str) -> str:
        """Return a text with what is covered in it."""
        whole = re.sub(COVER, lambda found: self.held[ord(found[0]) - _FIRST], text)
        return self.uncover(whole) if re.search(COVER, whole) else " ".join(whole.split())


def about_the_whole(text: str) -> bool:
    """Return whether a line speaks of the whole routine: ``Time cap: 25 minutes``, ``45 min in total``."""
    return bool(_WHOLE.fullmatch(text.strip()))
