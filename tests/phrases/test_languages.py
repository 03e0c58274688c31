"""What each language makes of the notation of coaches. The expected words are from its grammar, not from the code."""

from __future__ import annotations

import pytest

from tests.phrases.doses import dose_in_words
from voicecoach.phrases.pack import load_pack
from voicecoach.phrases.wording import Wording

SPOKEN = {
    "en": {
        "3x12": "three times twelve",
        "20-30 min": "twenty to thirty minutes",
        "20s-30s": "twenty seconds to thirty seconds",
        "1:30-2:00": "one minute thirty seconds to two minutes",
        "2.5-5 kg": "two point five to five kilograms",
        "10 kg x 5": "ten kilograms times five",
        "1 min": "one minute",
        "90 sec": "ninety seconds",
        "2 hrs": "two hours",
        "100m": "one hundred metres",
        "5m": "five minutes",
        "5 m": "five metres",
        "5 km/h": "five kilometres an hour",
        "20 KG": "twenty kilograms",
        "4-4-4-4": "four four four four",
        "3-1-1-0": "three one one zero",
        "12,10,8": "twelve, ten, eight",
        "5 kg, 10 kg": "five kilograms, ten kilograms",
        "approx. 10 kg": "approximately ten kilograms",
        "hold e.g. 5 kg": "hold for example five kilograms",
        "squat w/ band": "squat with band",
        "Rest 30 sec. Then go": "Rest thirty seconds. Then go",
        "about 30 sec. of it": "about thirty seconds of it",
    },
    "de": {
        "3x12": "drei mal zwölf",
        "3×10-15": "drei mal zehn bis fünfzehn",
        "3x40s": "drei mal vierzig Sekunden",
        "1:30": "eine Minute dreißig Sekunden",
        "1:02:00": "eine Stunde zwei Minuten",
        "1m30s": "eine Minute dreißig Sekunden",
        "30 Sek": "dreißig Sekunden",
        "20-30 min": "zwanzig bis dreißig Minuten",
        "1 kg": "ein Kilo",
        "10 kg": "zehn Kilo",
        "2,5 kg": "zwei Komma fünf Kilo",
        "2.5 kg": "zwei Komma fünf Kilo",
        "1,25 kg": "eins Komma zwei fünf Kilo",
        "0,5s": "null Komma fünf Sekunden",
        "2,5-5 kg": "zwei Komma fünf bis fünf Kilo",
        "12,10,8": "zwölf, zehn, acht",
        "1, 2, 3": "eins, zwei, drei",
        "45°": "fünfundvierzig Grad",
        "50 %": "fünfzig Prozent",
        "5 km/h": "fünf Kilometer pro Stunde",
        "1 Satz": "ein Satz",
        "12 Wdh": "zwölf Wiederholungen",
        "12 Wdh. ohne Pause": "zwölf Wiederholungen ohne Pause",
        "1 Wiederholung": "eine Wiederholung",
        "3 Sätze à 40s": "drei Sätze zu je vierzig Sekunden",
        "ca. 90°, z.B. tiefer": "circa neunzig Grad, zum Beispiel tiefer",
    },
    "es": {
        "3x12": "tres por doce",
        "3x10-15": "tres por diez a quince",
        "1:30": "un minuto y treinta segundos",
        "1:02:00": "una hora y dos minutos",
        "21s": "veintiún segundos",
        "31 min": "treinta y un minutos",
        "1 kg": "un kilo",
        "21 kg": "veintiún kilos",
        "2,5 kg": "dos coma cinco kilos",
        "1,25 kg": "uno coma veinticinco kilos",
        "1,05 kg": "uno coma cero cinco kilos",
        "21 lb": "veintiuna libras",
        "45°": "cuarenta y cinco grados",
        "50 %": "cincuenta por ciento",
        "5 km/h": "cinco kilómetros por hora",
        "1 repetición": "una repetición",
        "21 repeticiones": "veintiuna repeticiones",
        "31 series": "treinta y una series",
        "1 vez": "una vez",
        "5 kg aprox.": "cinco kilos aproximadamente",
    },
    "fr": {
        "3x12": "trois fois douze",
        "3x10-15": "trois fois dix à quinze",
        "1:30": "une minute trente secondes",
        "1:02:00": "une heure deux minutes",
        "21s": "vingt et une secondes",
        "81 min": "quatre-vingt-une minutes",
        "1 kg": "un kilo",
        "0 kg": "zéro kilo",
        "1,5 kg": "un virgule cinq kilo",
        "2,5 kg": "deux virgule cinq kilos",
        "1,25 kg": "un virgule vingt-cinq kilo",
        "45°": "quarante-cinq degrés",
        "50 %": "cinquante pour cent",
        "5 km/h": "cinq kilomètres à l'heure",
        "1 série": "une série",
        "21 séries": "vingt et une séries",
        "1 fois": "une fois",
        "12 rép": "douze répétitions",
        "env. 10 kg": "environ dix kilos",
    },
    "pt-BR": {
        "3x12": "três de doze",
        "3x10-15": "três de dez a quinze",
        "1:30": "um minuto e trinta segundos",
        "2:00:00": "duas horas",
        "22s": "vinte e dois segundos",
        "1 kg": "um quilo",
        "2 kg": "dois quilos",
        "2 lb": "duas libras",
        "1,5 kg": "um vírgula cinco quilo",
        "2,5 kg": "dois vírgula cinco quilos",
        "1,25 kg": "um vírgula vinte e cinco quilo",
        "45°": "quarenta e cinco graus",
        "50 %": "cinquenta por cento",
        "5 km/h": "cinco quilômetros por hora",
        "1 série": "uma série",
        "2 séries": "duas séries",
        "22 repetições": "vinte e duas repetições",
        "2 vezes": "duas vezes",
        "aprox. 2 kg": "aproximadamente dois quilos",
    },
    "it": {
        "3x12": "tre per dodici",
        "3x10-15": "tre per dieci, quindici",
        "1:30": "un minuto e trenta secondi",
        "1:02:00": "un'ora e due minuti",
        "21s": "ventuno secondi",
        "1 kg": "un chilo",
        "10 kg": "dieci chili",
        "2,5 kg": "due virgola cinque chili",
        "1,25 kg": "uno virgola venticinque chili",
        "45°": "quarantacinque gradi",
        "50 %": "cinquanta per cento",
        "5 km/h": "cinque chilometri all'ora",
        "1 serie": "una serie",
        "1 ripetizione": "una ripetizione",
        "12 rip": "dodici ripetizioni",
        "1 volta": "una volta",
        "ca. 10 kg": "circa dieci chili",
    },
    "nl": {
        "3x12": "drie keer twaalf",
        "3x10-15": "drie keer tien tot vijftien",
        "1:30": "één minuut en dertig seconden",
        "3:00:00": "drie uur",
        "22s": "tweeëntwintig seconden",
        "1 kg": "één kilo",
        "10 kg": "tien kilo",
        "2,5 kg": "twee komma vijf kilo",
        "1,25 kg": "één komma vijfentwintig kilo",
        "45°": "vijfenveertig graden",
        "50 %": "vijftig procent",
        "5 km/h": "vijf kilometer per uur",
        "12 herh": "twaalf herhalingen",
        "ca. 10 kg": "circa tien kilo",
    },
}
DOSES = {
    "de": {
        "1x1": "eine Wiederholung",
        "3x12": "drei Sätze, je zwölf",
        "1m": "eine Minute",
        "3x40s": "drei Sätze, je vierzig Sekunden",
        "12,10,8": "drei Sätze: zwölf, zehn, dann acht",
    },
    "es": {
        "1x1": "una repetición",
        "1x21": "veintiuna repeticiones",
        "3x12": "tres series de doce",
        "2x1": "dos series de una",
        "3x40s": "tres series de cuarenta segundos",
        "12,10,8": "tres series: doce, diez y luego ocho",
    },
    "fr": {
        "1x1": "une répétition",
        "1x21": "vingt et une répétitions",
        "3x12": "trois séries de douze",
        "3x11": "trois séries de onze",
        "3x1m": "trois séries d'une minute",
        "12,10,8": "trois séries : douze, dix, puis huit",
    },
    "pt-BR": {
        "1x1": "uma repetição",
        "1x2": "duas repetições",
        "2x12": "duas séries de doze",
        "3x2": "três séries de duas",
        "3x40s": "três séries de quarenta segundos",
        "12,10,8": "três séries: doze, dez e depois oito",
    },
    "it": {
        "1x1": "una ripetizione",
        "3x12": "tre serie da dodici",
        "2x1": "due serie da una",
        "3x40s": "tre serie da quaranta secondi",
        "12,10,8": "tre serie: dodici, dieci, poi otto",
    },
    "nl": {
        "1x1": "één herhaling",
        "3x12": "drie sets van twaalf",
        "3x40s": "drie sets van veertig seconden",
        "12,10,8": "drie sets: twaalf, tien, dan acht",
    },
}
LARGE = {
    "en": {"150 reps": "one hundred and fifty reps", "1,000 m": "one thousand metres"},
    "de": {"150 Wdh": "einhundertfünfzig Wiederholungen", "1.000 m": "eintausend Meter"},
    "es": {"200 repeticiones": "doscientas repeticiones", "101 kg": "ciento un kilos", "1.000 m": "mil metros"},
    "fr": {"121 répétitions": "cent vingt et une répétitions", "1000 m": "mille mètres"},
    "pt-BR": {"200 repetições": "duzentas repetições", "2.000 m": "dois mil metros"},
    "it": {"150 rip": "centocinquanta ripetizioni", "1.000 m": "mille metri"},
    "nl": {"150 herh": "honderdvijftig herhalingen", "1.000 m": "duizend meter"},
}


def wording(language: str) -> Wording:
    return Wording(load_pack(language)[0])


def cases(table: dict[str, dict[str, str]]) -> list[tuple[str, str, str]]:
    return [(language, written, words) for language, rows in table.items() for written, words in rows.items()]


@pytest.mark.parametrize(("language", "written", "words"), cases(SPOKEN))
def test_notation_is_spoken_as_words(language: str, written: str, words: str) -> None:
    said = wording(language).text(written, {})
    assert (said.written, said.spoken) == (written, words)


@pytest.mark.parametrize(("language", "written", "words"), cases(LARGE))
def test_large_numbers_are_words_too(language: str, written: str, words: str) -> None:
    pytest.importorskip("num2words")
    assert wording(language).text(written, {}).spoken == words


@pytest.mark.parametrize(
    ("language", "dose", "words"),
    [(language, dose, words) for language, rows in DOSES.items() for dose, words in rows.items()],
)
def test_a_dose(language: str, dose: str, words: str) -> None:
    assert dose_in_words(wording(language), dose) == words


@pytest.mark.parametrize(
    ("language", "text", "right", "left"),
    [
        ("de", "auf die {rechte/linke} Seite", "auf die rechte Seite", "auf die linke Seite"),
        ("es", "brazo {derecho / izquierdo}", "brazo derecho", "brazo izquierdo"),
        ("en", "{side} hand, {left/right} foot", "right hand, left foot", "left hand, right foot"),
        ("en", "{/other } arm", "arm", "other arm"),
    ],
)
def test_words_for_a_side_as_the_sentence_needs_them(language: str, text: str, right: str, left: str) -> None:
    speaker = wording(language)
    said = [speaker.text(text, {"side": speaker.side(side)}).spoken for side in ("right", "left")]
    assert said == [right, left]


def test_words_for_a_side_where_there_is_none_are_not_lost() -> None:
    assert wording("de").text("auf die {rechte/linke} Seite", {}).written == "auf die rechte/linke Seite"


def test_a_silence_may_have_a_decimal_comma() -> None:
    said = wording("de").text("tief ein [0,5s] und aus [Pause]", {})
    assert (said.written, said.spoken) == ("tief ein und aus [Pause]", "tief ein [0.5s] und aus [Pause]")


def test_a_spanish_sentence_begins_with_a_capital_behind_its_mark() -> None:
    assert wording("es").text("¡bien hecho! ¿otra más?", {}).spoken == "¡Bien hecho! ¿Otra más?"


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize(
    "text", ["1.000.5", "1,000,5", "1.000.000.000.000", "٣ kg", "1.5.2", "3x", "x3", "1:99", "-5", "[", "½"]
)
def test_odd_notation_stays_readable(language: str, text: str) -> None:
    said = wording(language).text(text, {})
    assert said.written == text
    assert said.spoken
