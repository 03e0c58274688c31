"""The words of headers on whiteboards, in the languages of the phrase packs: data for the grammar in `headers`.

Each entry is a pattern of one word or phrase; those of a topic are alternatives. To teach a header another word, add it
to its topic.
"""

from __future__ import annotations

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "rounds": {
        "en": ("rounds?", "rds?", "circuits", r"(?:rep\s+)?rounds?", "rft", "cycles?"),
        "de": ("runden?", "durchg[aä]nge?", "durchläufe?"),
        "es": ("rondas?", "vueltas?"),
        "fr": ("tours?", "passages?"),
        "it": ("gir[oi]", "round"),
        "nl": ("rondes?", "ronden"),
        "pt": ("rodadas?", "voltas?"),
    },
    "sets": {
        "en": ("sets?",),
        "de": (r"s[aä]tze?(?:\s+von)?",),
        "es": ("series?",),
        "fr": ("séries?",),
        "it": ("serie",),
        "nl": ("sets?", "series?"),
        "pt": ("séries?",),
    },
    "times": {
        "en": ("times", "x", "×"),
        "de": ("mal",),
        "es": ("veces",),
        "fr": ("fois",),
        "it": ("volte",),
        "nl": ("keer", "maal"),
        "pt": ("vezes",),
    },
    "twice": {
        "en": ("twice",),
        "de": ("zweimal",),
        "es": ("dos veces",),
        "fr": ("deux fois",),
        "it": ("due volte",),
        "nl": ("twee keer", "tweemaal"),
        "pt": ("duas vezes",),
    },
    "repeat": {
        "en": ("repeat",),
        "de": ("wiederhol(?:e|en|t)", "das ganze"),
        "es": ("repite", "repetir", "repetid"),
        "fr": ("répéter", "répétez", "à répéter"),
        "it": ("ripeti", "ripetere", "ripetete"),
        "nl": ("herhaal", "herhalen"),
        "pt": ("repita", "repetir", "repete"),
    },
    "amrap": {
        "en": (
            "amrap",
            r"as many (?:rounds|reps|repetitions|sets|times)(?:\s*(?:and|&|\+|/|or)\s*(?:rounds|reps|repetitions))?"
            r"(?:\s+of (?:this|these|the following))?\s+as (?:possible|you can)",
        ),
        "de": ("so viele (?:runden|wiederholungen)(?: und wiederholungen)? wie möglich",),
        "es": ("tantas (?:rondas|repeticiones|vueltas) como (?:sea )?posibles?", "máximo de rondas"),
        "fr": ("(?:le )?plus de (?:tours|répétitions) possibles?", "(?:un )?maximum de tours"),
        "it": ("(?:quanti )?più giri possibili",),
        "nl": ("zo ?veel mogelijk (?:rondes|ronden|herhalingen)",),
        "pt": ("(?:o )?máximo de (?:rodadas|voltas|repetições)(?: possível)?", "tantas rodadas quanto possível"),
    },
    "every": {
        "en": ("every", "each"),
        "de": ("alle", "jede"),
        "es": ("cada",),
        "fr": ("toutes les", "chaque"),
        "it": ("ogni",),
        "nl": ("elke", "iedere"),
        "pt": ("(?:a )?cada",),
    },
    "minute": {
        "en": ("minute", "min"),
        "de": ("minute",),
        "es": ("minuto",),
        "fr": ("minute",),
        "it": ("minuto",),
        "nl": ("minuut",),
        "pt": ("minuto",),
    },
    "kind": {
        "en": ("circuit", r"super[\s-]?set", r"giant[\s-]?set", r"tri[\s-]?set", "couplet", "triplet"),
        "de": ("zirkel", r"super[\s-]?satz"),
        "es": ("circuito", "superserie"),
        "fr": ("superset", "circuit"),
        "it": ("superserie",),
        "nl": ("circuit",),
        "pt": ("circuito", "supersérie", "bi-?set"),
    },
    "rest": {
        "en": ("rest", "recovery", "recover", "break"),
        "de": ("pause",),
        "es": ("descanso", "descansar?"),
        "fr": ("repos", "récup(?:ération)?"),
        "it": ("riposo", "recupero"),
        "nl": ("rust",),
        "pt": ("descanso", "pausa"),
    },
    "between": {
        "en": ("between", "after", "in between", "b/w", "btw"),
        "de": ("zwischen", "nach"),
        "es": ("entre",),
        "fr": ("entre",),
        "it": ("tra", "fra"),
        "nl": ("tussen",),
        "pt": ("entre",),
    },
    "stations": {
        "en": ("exercises?", "stations?", "movements?", "moves?"),
        "de": ("übungen", "stationen"),
        "es": ("ejercicios?", "estaciones"),
        "fr": ("exercices?", "ateliers?"),
        "it": ("esercizi", "stazioni"),
        "nl": ("oefeningen",),
        "pt": ("exercícios?", "estações"),
    },
    "on": {
        "en": ("on", "work", "hard", "fast", "go", r"(?:each|per) (?:exercise|station|move)", "each"),
        "de": ("an", "arbeit", "belastung"),
        "es": ("trabajo",),
        "fr": ("travail", "effort"),
        "it": ("lavoro",),
        "nl": ("werk", "aan"),
        "pt": ("trabalho",),
    },
    "off": {
        "en": ("off", "rest", "easy", "slow", "recovery", "recover"),
        "de": ("aus", "pause"),
        "es": ("descanso",),
        "fr": ("repos",),
        "it": ("riposo", "recupero"),
        "nl": ("rust", "uit"),
        "pt": ("descanso",),
    },
    "manner": {
        "en": (
            r"(?:each\s+)?for (?:time|quality|load|max(?:imum)? reps|form|completion)",
            "not for time",
            "nft",
            "afap",
            "as fast as possible",
            "against the clock",
            "unbroken",
            "(?:with|in) a partner",
            r"(?:in\s+)?teams? of \w+",
            "non[- ]?stop",
            "alternating",
            "(?:at an? )?easy pace",
        ),
        "de": ("auf zeit", "ohne pause"),
        "es": ("por tiempo", "sin descanso"),
        "fr": ("pour le temps", "contre la montre"),
        "it": ("a tempo", "senza pause"),
        "nl": ("op tijd",),
        "pt": ("por tempo", "contra o relógio"),
    },
    "filler": {
        "en": (
            "of", "for", "in", "within", "with", "the following", "following", "then", "do", "complete", "perform",
            "through", "each", "as follows", "the", "a", "an", "total", "into", "and", "reps?", "style",
            "intervals?", "at", "these", "this", "all", "directly", "straight", "new", "w/", "sets", "exercises?",
        ),
        "de": ("von", "aus", "in", "für", "mit", "je", "dann", "lang"),
        "es": ("de", "en", "durante", "por", "con", "luego"),
        "fr": ("de", "en", "pendant", "pour", "avec", "puis"),
        "it": ("di", "in", "per", "con", "poi", "da"),
        "nl": ("van", "in", "voor", "met", "dan"),
        "pt": ("de", "em", "durante", "por", "com", "depois"),
    },
}  # fmt: skip

NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "one once",
            "two zwei dos deux due twee dois duas",
            "three thrice drei tres trois tre drie três",
            "four vier cuatro quatre quattro quatro",
            "five fünf cinco cinq cinque vijf",
            "six sechs seis sei zes",
            "seven sieben siete sept sette zeven sete",
            "eight acht ocho huit otto oito",
            "nine neun nueve neuf nove negen",
            "ten zehn diez dix dieci tien dez",
            "eleven",
            "twelve",
        ),
        1,
    )
    for word in words.split()
} | {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "sixty": 60}

UNITS = {
    "h": ("hours?", "hrs?", "h", "stunden?", "std", "heures?", "horas?", "or[ae]", "uur", "uren"),
    "m": ("minutes?", "mins?", "m", "minuten", "minutos?", "minut[io]", "minuut", "['′’]"),
    "s": (
        "seconds?", "secs?", "s", "sekunden?", "sek", "segundos?", "segs?", "secondes?", "second[io]", "seconden?",
        "[\"″”]",
    ),
}  # fmt: skip
"""The words of units of time, as patterns."""


def any_of(topic: str) -> str:
    """Return a pattern of all words of a topic, the longest first."""
    words = {word for language in WORDS[topic].values() for word in language}
    return "(?:" + "|".join(sorted(words, key=lambda word: (-len(word), word))) + ")"
