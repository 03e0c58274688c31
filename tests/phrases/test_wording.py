from __future__ import annotations

import re
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.phrases.doses import dose_in_words
from voicecoach.errors import TooMuchToSay
from voicecoach.phrases.pack import languages, load_pack
from voicecoach.phrases.wording import Wording, Words
from voicecoach.script.texts import LONGEST_SILENCE, MAX_SPOKEN, MOST_SILENCE, silences_of

WORDINGS = {language: Wording(load_pack(language)[0]) for language in languages()}
ENGLISH = WORDINGS["en"]


def spoken(text: str, **values: str) -> str:
    return ENGLISH.text(text, values).spoken


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (1, "one"),
        (12, "twelve"),
        (13, "thirteen"),
        (19, "nineteen"),
        (20, "twenty"),
        (21, "twenty-one"),
        (40, "forty"),
        (99, "ninety-nine"),
        (100, "one hundred"),
    ],
)
def test_a_number_is_words_up_to_a_hundred(number: int, words: str) -> None:
    assert ENGLISH.count(number) == Words(words, words)


def test_the_hundred_numbers_are_those_of_english() -> None:
    tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    ones = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    for number in range(20, 100):
        expected = tens[number // 10] + ("-" + ones[number % 10] if number % 10 else "")
        assert ENGLISH.count(number).spoken == expected


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("3x12", "three times twelve"),
        ("3 x 12", "three times twelve"),
        ("3×12", "three times twelve"),
        ("8-12", "eight to twelve"),
        ("8–12", "eight to twelve"),
        ("8 - 12", "eight to twelve"),
        ("3x10-15", "three times ten to fifteen"),
        ("1:30", "one minute thirty seconds"),
        ("0:45", "forty-five seconds"),
        ("1:02:00", "one hour two minutes"),
        ("30s", "thirty seconds"),
        ("1s", "one second"),
        ("1m30s", "one minute thirty seconds"),
        ("1h", "one hour"),
        ("90s", "one minute thirty seconds"),
        ("5min", "five minutes"),
        ("0.5s", "zero point five seconds"),
        ("3x30s", "three times thirty seconds"),
        ("10 kg", "ten kilograms"),
        ("10kg", "ten kilograms"),
        ("1 kg", "one kilogram"),
        ("2.5 kg", "two point five kilograms"),
        ("5 lb", "five pounds"),
        ("2 km", "two kilometres"),
        ("30 cm", "thirty centimetres"),
        ("50 %", "fifty percent"),
        ("50%", "fifty percent"),
        ("45°", "forty-five degrees"),
        ("3 x12", "three times twelve"),
        ("3x1:30", "three times one minute thirty seconds"),
        ("3x10 kg", "three times ten kilograms"),
        ("1.0005", "one point zero zero zero five"),
        ("8-12 kg", "eight to twelve kilograms"),
        ("2.5", "two point five"),
        ("1.25", "one point two five"),
        ("12", "twelve"),
        ("do 3x12 with 10 kg for 30s", "do three times twelve with ten kilograms for thirty seconds"),
        ("Lift 5.", "Lift five."),
        ("1, 2, 3", "one, two, three"),
        ("12x", "twelve times"),
        ("2.5x", "two point five times"),
        ("a 15-lb bell and a 3-s pause", "a fifteen pound bell and a three second pause"),
        ('a 20" box', "a twenty inch box"),
        ('say "count to 5" now', 'say "count to five" now'),
        ("1/2 squat, 3/4 depth, ½ turn", "half squat, three quarters depth, half turn"),
        ("2 1/2 laps or 2½", "two and a half laps or two and a half"),
        ("pain 2/10, split 40/20", "pain two out of ten, split forty, twenty"),
        ("$20, 1 €, £3", "twenty dollars, one euro, three pounds"),
        (
            "4:30/km or 5:15 min/km",
            "four minutes thirty seconds a kilometre or five minutes fifteen seconds a kilometre",
        ),
        ("3x/week, 8/side", "three times a week, eight a side"),
        (
            "85 rpm, 140 bpm, 4 m/s",
            "eighty-five revolutions a minute, one hundred and forty beats a minute, four metres a second",
        ),
        ("set #2, No. 4", "set number two, number four"),
        ("No. Stop.", "No. Stop."),
        ("squat + press & 2 + 3", "squat and press and two plus three"),
        ("±5, ~8, < 3, RPE 7 @ 60%", "plus or minus five, about eight, less than three, R P E seven at sixty percent"),
        ("1st, 2nd and 23rd", "first, second and twenty-third"),
        ("2 hr, HR 90", "two hours, heart rate ninety"),
        ("1/2 kg, 3/4 h, 2 1/4 mi", "half kilogram, three quarters of an hour, two and a quarter miles"),
        ("$7.50 or $8.00", "seven dollars fifty or eight dollars"),
        ("6:30 min, 1:15 h, 1h15", "six minutes thirty seconds, one hour fifteen minutes, one hour fifteen minutes"),
        ("12 reps/side, bench/chair", "twelve reps a side, bench chair"),
        ("1 1/2x, 1/2kg", "one and a half times, half kilogram"),
        ("6'2\", 5'10\"/km", "six feet two inches, five minutes ten seconds a kilometre"),
        ("work 2:1, 3+ reps, 5+", "work two to one, three plus reps, five plus"),
        (".5 kg, v.5, a 45# plate", "zero point five kilograms, v.five, a forty-five pounds plate"),
        ("1\u00a0500 m and 10 000 steps", "one thousand, five hundred metres and ten thousand steps"),
        ("on 3/7/2025, in a 10-lb-plate", "on three, seven, two thousand and twenty-five, in a ten-pound-plate"),
    ],
)
def test_numbers_in_a_text_are_spoken_as_words(written: str, words: str) -> None:
    assert spoken(written) == words
    assert ENGLISH.text(written, {}).written == " ".join(written.split())


@pytest.mark.parametrize("text", ["RX5bike", "v2", "L5S1", "half-way", "chest up", "T-bar", "x", "the 80ies"])
def test_what_is_no_number_stays_as_it_is(text: str) -> None:
    assert spoken(text) == text


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (0, "zero seconds"),
        (500, "zero point five seconds"),
        (1_000, "one second"),
        (1_500, "one point five seconds"),
        (2_000, "two seconds"),
        (9_900, "nine point nine seconds"),
        (9_980, "ten seconds"),
        (10_400, "ten seconds"),
        (10_500, "eleven seconds"),
        (59_600, "one minute"),
        (60_000, "one minute"),
        (61_000, "one minute one second"),
        (90_000, "one minute thirty seconds"),
        (120_000, "two minutes"),
        (3_600_000, "one hour"),
        (3_720_000, "one hour two minutes"),
        (3_661_000, "one hour one minute one second"),
        (7_205_000, "two hours five seconds"),
    ],
)
def test_a_length_of_time(milliseconds: int, words: str) -> None:
    assert ENGLISH.duration(milliseconds) == words


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (1_000, "ten seconds"),
        (14_000, "ten seconds"),
        (15_000, "twenty seconds"),
        (58_000, "one minute"),
        (84_000, "one minute twenty seconds"),
        (109_000, "one minute fifty seconds"),
        (110_000, "two minutes"),
        (149_000, "two minutes"),
        (150_000, "three minutes"),
        (532_000, "nine minutes"),
        (3_600_000, "one hour"),
        (3_750_000, "one hour three minutes"),
    ],
)
def test_a_length_of_time_beforehand_is_rounded(milliseconds: int, words: str) -> None:
    assert ENGLISH.about(milliseconds) == words


@pytest.mark.parametrize(
    ("dose", "words"),
    [
        ("3x12", "three sets of twelve"),
        ("1x12", "twelve repetitions"),
        ("1x1", "one repetition"),
        ("2x1", "two sets of one"),
        ("12,10,8", "three sets: twelve, ten and eight"),
        ("12,10", "two sets: twelve and ten"),
        ("40s", "forty seconds"),
        ("3x40s", "three sets of forty seconds"),
        ("2x90s", "two sets of one minute thirty seconds"),
    ],
)
def test_a_dose_as_a_coach_says_it(dose: str, words: str) -> None:
    assert dose_in_words(ENGLISH, dose) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{RDL|Romanian deadlift}", Words("RDL", "Romanian deadlift")),
        ("{RDL|Romanian deadlift}, 5 kg", Words("RDL, 5 kg", "Romanian deadlift, five kilograms")),
        ("{3x12|three twelves}", Words("3x12", "three twelves")),
        ("{quiet|}", Words("quiet", "")),
        ("breathe in [0.5s] and out", Words("breathe in and out", "breathe in [0.5s] and out")),
        ("[1s] go", Words("go", "[1s] go")),
        ("see [note]", Words("see [note]", "see [note]")),
        ("two  blanks\nand a line", Words("two blanks and a line", "two blanks and a line")),
    ],
)  # fmt: skip
def test_what_is_written_and_what_is_spoken(text: str, words: Words) -> None:
    assert ENGLISH.text(text, {}) == words


@pytest.mark.parametrize(
    ("text", "values", "words"),
    [
        ("{reps} in set {set}", {"reps": "12", "set": "2"}, Words("12 in set 2", "twelve in set two")),
        ("next: {next}", {"next": "{RDL|Romanian deadlift}"}, Words("next: RDL", "next: Romanian deadlift")),
        ("{time}", {"time": "1:30"}, Words("1:30", "one minute thirty seconds")),
        ("{side} leg", {}, Words("leg", "leg", frozenset({"side"}))),
        ("{ side } leg", {"side": "left"}, Words("left leg", "left leg")),
        ("{next}", {"next": "{set}", "set": "2"}, Words("", "", frozenset({"set"}))),
        ("{exercise}.", {"exercise": "clam"}, Words("Clam.", "Clam.")),
        ("rest. {next}!", {"next": "squat"}, Words("Rest. Squat!", "Rest. Squat!")),
        ("{exercise}", {"exercise": "clam"}, Words("clam", "clam")),
    ],
)
def test_placeholders(text: str, values: dict[str, str], words: Words) -> None:
    assert ENGLISH.text(text, values) == words


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("first_exercise", {"exercise": "band clam"}, "First: band clam."),
        ("dose_each_side", {"dose": "three sets of twelve"}, "Three sets of twelve, each side."),
        ("rest", {"time": "thirty seconds"}, "Rest. Thirty seconds."),
        ("set_next", {"set": "two", "sets": "three"}, "Set two of three is next."),
        ("side_first", {"side": "right"}, "Right side first."),
        ("total", {"total": "nine minutes"}, "About nine minutes."),
        ("last_one", {}, "last one"),
        ("done", {}, "Done. Well done."),
    ],
)
def test_built_in_prompts(name: str, values: dict[str, str], said: str) -> None:
    assert ENGLISH.prompt(name, **values) == Words(said, said)


@pytest.mark.parametrize(
    ("lexicon", "text", "said"),
    [
        ((("KB", "kettlebell"),), "KB swing", "kettlebell swing"),
        ((("KB", "kettlebell"),), "kb swing, KB", "kettlebell swing, kettlebell"),
        ((("KB", "kettlebell"),), "KBs and 5KB", "KBs and 5KB"),
        ((("C++", "see plus plus"),), "C++ now", "see plus plus now"),
        ((("reps", "times 2"),), "5 reps", "five times two"),
        ((("a.b", r"\g"),), "a.b axb", r"\g axb"),
        ((("", "nothing"),), "a b", "a b"),
        ((("KB", "kettlebell"), ("KB swing", "hike and swing")), "KB swing, KB", "hike and swing, kettlebell"),
        ((("in", "out"), ("out", "in")), "in and out", "out and in"),
        ((("approx.", "more or less"),), "approx. 5", "more or less five"),
        ((("tik", "tock"),), "tık TİK", "tock tock"),
    ],
)
def test_a_lexicon_changes_what_is_spoken_and_not_what_is_written(
    lexicon: tuple[tuple[str, str], ...], text: str, said: str
) -> None:
    assert Wording(ENGLISH.pack, lexicon).text(text, {}) == Words(text, said)


def test_a_lexicon_leaves_a_spelling_of_its_own_alone() -> None:
    wording = Wording(ENGLISH.pack, (("KB", "kettlebell"),))
    assert wording.text("{KB|kay bee}", {}).spoken == "kay bee"


@pytest.mark.parametrize(
    ("name", "standard", "words"),
    [
        ("lower", True, Words("down", "down")),
        ("lift", True, Words("up", "up")),
        ("bottom", True, Words("hold", "hold")),
        ("lift", False, Words("lift", "lift")),
        ("slow_squeeze", False, Words("slow squeeze", "slow squeeze")),
    ],
)
def test_the_word_of_a_phase(name: str, standard: bool, words: Words) -> None:
    assert ENGLISH.phase(name, standard=standard) == words


def test_sides_have_names() -> None:
    assert [ENGLISH.side(side) for side in ("left", "right")] == ["left", "right"]


NATIVE = {
    "de": {
        "12-kg-Hantel, 5-kg Scheibe": "zwölf-Kilo-Hantel, fünf Kilo Scheibe",
        "400-m-Lauf, 20-Sek.-Pause": "vierhundert-Meter-Lauf, zwanzig-Sekunden-Pause",
        "10-Minuten-Block": "zehn-Minuten-Block",
        "1/2 kg, 1/2 Stunde, 1/2 km": "ein halbes Kilo, eine halbe Stunde, ein halber Kilometer",
        "1 1/2 Std, 2 1/4 kg": "eineinhalb Stunden, zweieinviertel Kilo",
        "1/4 Std, 3/4 h": "eine Viertelstunde, eine Dreiviertelstunde",
        "7 €, $2, 3,50 €": "sieben Euro, zwei Dollar, drei Euro fünfzig",
        "4:30/km, 5:10 min/km": "vier Minuten dreißig Sekunden pro Kilometer, fünf Minuten zehn Sekunden pro Kilometer",
        "4/10": "vier von zehn",
        "3x/Woche, 8/Seite": "drei Mal pro Woche, acht pro Seite",
        "6-10 Wdh.": "Sechs bis zehn Wiederholungen.",
        "#2, Nr. 5": "Nummer zwei, Nummer fünf",
        "Rudern & Drücken, Beine + Po": "Rudern und Drücken, Beine und Po",
        "70 %, 30°, 95 U/min": "siebzig Prozent, dreißig Grad, fünfundneunzig Umdrehungen pro Minute",
        "2. Satz, im 3. Satz": "zweiter Satz, im dritten Satz",
        "die 1. Runde, in der 2. Runde": "die erste Runde, in der zweiten Runde",
        "bis zum 3.10., am 1. Mai": "bis zum dritten zehnten, am ersten Mai",
        "1 Seite, 1 Minute": "eine Seite, eine Minute",
        "ca. 5 Min. lang, d. h. 2 Min., kurz": "circa fünf Minuten lang, das heißt zwei Minuten, kurz",
    },
    "es": {
        "mancuerna de 12 kg": "mancuerna de doce kilos",
        "1/2 kg, 1/2 hora, 1/2 vuelta": "medio kilo, media hora, media vuelta",
        "1 1/2 kg, 1 1/2 horas, 2 1/2 vueltas": "un kilo y medio, una hora y media, dos vueltas y media",
        "1/4 h, 1 1/4 h": "un cuarto de hora, una hora y cuarto",
        "7 €, $2, 3,50 €": "siete euros, dos dólares, tres euros con cincuenta",
        "4:30/km": "cuatro minutos y treinta segundos por kilómetro",
        "4/10": "cuatro sobre diez",
        "3x/semana, 2x/día, 8/lado": "tres veces por semana, dos veces al día, ocho por lado",
        "6-10 reps": "seis a diez repeticiones",
        "#2, n.º 5, nº 6": "número dos, número cinco, número seis",
        "remo & press, piernas + glúteos": "remo y press, piernas y glúteos",
        "70 %, 30°, 95 rpm": "setenta por ciento, treinta grados, noventa y cinco revoluciones por minuto",
        "1ª serie, 2º, 3er": "primera serie, segundo, tercer",
        "21 lb, 21 kg": "veintiuna libras, veintiún kilos",
        "aprox. 5 min. de pausa, p. ej. sentado": "aproximadamente cinco minutos de pausa, por ejemplo sentado",
    },
    "fr": {
        "haltère de 12 kg": "haltère de douze kilos",
        "1/2 kg, 1/2 heure, 1/2 tour": "un demi-kilo, une demi-heure, un demi-tour",
        "1 1/2 kg, 1 1/2 heure, 2 1/2 tours": "un kilo et demi, une heure et demie, deux tours et demi",
        "1/4 h, 1 1/4 h, 3/4 h": "un quart d'heure, une heure et quart, trois quarts d'heure",
        "7 €, $2, 3,50 €": "sept euros, deux dollars, trois euros cinquante",
        "4:30/km, 12 km/h": "quatre minutes trente secondes au kilomètre, douze kilomètres à l'heure",
        "4/10": "quatre sur dix",
        "3x/semaine, 8/côté": "trois fois par semaine, huit par côté",
        "6-10 reps": "six à dix répétitions",
        "#2, n° 5": "numéro deux, numéro cinq",
        "rameur & squat, jambes + fessiers": "rameur et squat, jambes et fessiers",
        "70 %, 30°, 95 tr/min": "soixante-dix pour cent, trente degrés, quatre-vingt-quinze tours par minute",
        "1 500 m, 10 000 pas, 1:1": "mille cinq cents mètres, dix mille pas, un pour un",
        "1re série, 1er, 2e, 3ème": "première série, premier, deuxième, troisième",
        "1h15, 1'30, 21 lb": "une heure quinze minutes, une minute trente secondes, vingt et une livres",
        "env. 5 min. de pause, par ex. assis": "environ cinq minutes de pause, par exemple assis",
    },
    "it": {
        "manubrio da 12 kg": "manubrio da dodici chili",
        "1/2 kg, 1/2 ora, 1/2 giro": "mezzo chilo, mezz'ora, mezzo giro",
        "1 1/2 kg, 1 1/2 ore, 2 1/2 giri": "un chilo e mezzo, un'ora e mezza, due giri e mezzo",
        "1/4 h, 3/4 h": "un quarto d'ora, tre quarti d'ora",
        "7 €, $2, 3,50 €": "sette euro, due dollari, tre euro e cinquanta",
        "4:30/km": "quattro minuti e trenta secondi al chilometro",
        "4/10": "quattro su dieci",
        "3x/settimana, 8/lato": "tre volte a settimana, otto per lato",
        "6-10 rip": "sei, dieci ripetizioni",
        "#2, n. 5, n° 6": "numero due, numero cinque, numero sei",
        "remata & squat, gambe + glutei": "remata e squat, gambe e glutei",
        "70 %, 30°, 95 rpm": "settanta per cento, trenta gradi, novantacinque giri al minuto",
        "1ª serie, 2º, 3a": "prima serie, secondo, terza",
        "1 kg, 1 h": "un chilo, un'ora",
        "ca. 5 min. di pausa, ad es. seduti": "circa cinque minuti di pausa, ad esempio seduti",
    },
    "nl": {
        "12-kg dumbbell, 10-kg-schijf": "twaalf kilo dumbbell, tien-kilo-schijf",
        "1/2 kg, 1/2 uur, 1/2 ronde": "een halve kilo, een half uur, een halve ronde",
        "1 1/2 kg, 1 1/2 uur, 1 1/2 min": "anderhalve kilo, anderhalf uur, anderhalve minuut",
        "1/4 uur, 2 1/2 uur": "een kwartier, twee en een half uur",
        "7 €, $2, 3,50 €": "zeven euro, twee dollar, drie euro vijftig",
        "4:30/km": "vier minuten en dertig seconden per kilometer",
        "4/10": "vier van de tien",
        "3x/week, 8/kant": "drie keer per week, acht per kant",
        "6-10 herh": "zes tot tien herhalingen",
        "#2, nr. 5": "nummer twee, nummer vijf",
        "roeien & squat, benen + billen": "roeien en squat, benen en billen",
        "70 %, 30°, 95 rpm": "zeventig procent, dertig graden, vijfennegentig omwentelingen per minuut",
        "1u30, 1/2 draai, t/m 5": "één uur en dertig minuten, een halve draai, tot en met vijf",
        "1e set, 2de, 20ste": "eerste set, tweede, twintigste",
        "ca. 5 min. rust, bv. zittend": "circa vijf minuten rust, bijvoorbeeld zittend",
    },
    "pt-BR": {
        "halter de 12 kg": "halter de doze quilos",
        "1/2 kg, 1/2 hora, 1/2 volta": "meio quilo, meia hora, meia volta",
        "1 1/2 kg, 1 1/2 horas, 2 1/2 voltas": "um quilo e meio, uma hora e meia, duas voltas e meia",
        "1/4 h, 3/4 h, 1 1/4 h": "um quarto de hora, três quartos de hora, uma hora e um quarto",
        "R$ 7, $2, R$ 3,50": "sete reais, dois dólares, três reais e cinquenta",
        "4:30/km": "quatro minutos e trinta segundos por quilômetro",
        "4/10": "quatro de dez",
        "3x/semana, 8/lado": "três vezes por semana, oito por lado",
        "6-10 reps": "seis a dez repetições",
        "#2, nº 5, n° 6": "número dois, número cinco, número seis",
        "remada & supino, pernas + glúteos": "remada e supino, pernas e glúteos",
        "70 %, 30°, 95 rpm": "setenta por cento, trinta graus, noventa e cinco rotações por minuto",
        "1ª série, 2º, 3a": "primeira série, segundo, terceira",
        "22 lb, 2 min": "vinte e duas libras, dois minutos",
        "aprox. 5 min. de pausa, por ex. sentado": "aproximadamente cinco minutos de pausa, por exemplo sentado",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [(language, written, said) for language, texts in NATIVE.items() for written, said in texts.items()],
)
def test_notations_are_said_as_people_of_the_language_say_them(language: str, written: str, said: str) -> None:
    assert WORDINGS[language].text(written, {}).spoken == said


@pytest.mark.parametrize(
    ("language", "text", "shown", "said"),
    [
        ("en", "stretch, e.g. on the sofa. then walk.", "Stretch, e.g. on the sofa. Then walk.", None),
        ("en", "chairs, stools etc. Then sit.", "Chairs, stools etc. Then sit.", "Chairs, stools et cetera. Then sit."),
        ("de", "dehnen, z.B. abends. dann gehen.", "Dehnen, z.B. abends. Dann gehen.", None),
        ("de", "im 2. Satz langsamer. dann Pause.", "Im 2. Satz langsamer. Dann Pause.", None),
        ("de", "5 Min. Gehen", "5 Min. Gehen", "fünf Minuten Gehen"),
        ("de", "20 Sek. Dann weiter", "20 Sek. Dann weiter", "zwanzig Sekunden. Dann weiter"),
        ("es", "estira, p. ej. en casa. sigue.", "Estira, p. ej. en casa. Sigue.", None),
        ("en", "about 30 sec. of it.", "About 30 sec. of it.", "About thirty seconds of it."),
    ],
)
def test_an_abbreviation_ends_no_sentence(language: str, text: str, shown: str, said: str | None) -> None:
    words = WORDINGS[language].text(text, {})
    assert words.written == shown
    assert said is None or words.spoken == said


@pytest.mark.parametrize(
    ("language", "text", "sentences"),
    [
        ("en", "Sit, e.g. on a chair. Breathe!  Rest?", ["Sit, e.g. on a chair.", "Breathe!", "Rest?"]),
        ("en", "Hold 10 sec. at 2.5 kg... Go", ["Hold 10 sec. at 2.5 kg...", "Go"]),
        ("de", "Den 2. Satz ca. 10 Min. Dann am 24.12. Pause.", ["Den 2. Satz ca. 10 Min.", "Dann am 24.12. Pause."]),
        ("en", "Take No. 4. Lift it.", ["Take No. 4.", "Lift it."]),
        ("fr", "Assis, p. ex. au sol. Souffle.", ["Assis, p. ex. au sol.", "Souffle."]),
        ("en", "  ", []),
    ],
)  # fmt: skip
def test_sentences(language: str, text: str, sentences: list[str]) -> None:
    assert WORDINGS[language].sentences.split(text) == sentences


NOTATIONS = ("{}-lb", "{} kg", "{}/10", "1/{}", "2 1/{}", "1/{} kg", "${}", "{} €", "{}:00/km", "#{}", "+{}", "{} + {}",
             "~{}", "{}%", "{}°", "{}x", "{}-40", "±{}", "> {}", "{} → {}", "{} rpm", '{}"', "{} m²", "½", "a & b",
             "squat + press", "1/1/{}", "{}-kg-", "{} lb/min", "3x{}", "0:30", "{}h30")  # fmt: skip
MARKS = ("", ",", ".", ";", "!", ")")
WORDS = st.text("bdfgjklmnpqrtvwz", min_size=4, max_size=9)


@pytest.mark.parametrize("language", languages())
@settings(max_examples=40)
@given(
    parts=st.lists(
        st.tuples(WORDS, st.sampled_from(NOTATIONS), st.integers(1, 999), st.sampled_from(MARKS)),
        min_size=1,
        max_size=8,
    )
)
def test_words_and_notations_in_any_mixture_are_spoken(language: str, parts: list[tuple[str, str, int, str]]) -> None:
    """No word is lost, each notation is read as if it stood alone, and no sign is left to the engine."""
    wording = WORDINGS[language]
    read = [(word, notation.format(number, number), mark) for word, notation, number, mark in parts]
    said = wording.text(" ".join(f"{word} {notation}{mark} omega" for word, notation, mark in read), {}).spoken
    assert not re.search(r"[0-9$€£#+~%°±>→²½&/\"]", said), said
    assert wording.text(said, {}).spoken == said
    rest = said.lower()
    for word, notation, mark in read:
        alone = wording.text(f"{word} {notation}{mark} omega", {}).spoken.lower()
        assert (alone[: len(word)], alone[-5:]) == (word, "omega")
        assert rest.startswith(alone), (alone, said)
        rest = rest.removeprefix(alone).lstrip()


@pytest.mark.parametrize("language", languages())
@settings(max_examples=40)
@given(
    words=st.lists(WORDS, min_size=2, max_size=8),
    glue=st.sampled_from(["/", " + ", "+", " & ", " → ", " @ ", "-", " (", '" ']),
)
def test_no_word_is_lost_around_a_sign(language: str, words: list[str], glue: str) -> None:
    said = WORDINGS[language].text(glue.join(words), {}).spoken
    assert [word for word in re.findall(r"\w+", said) if word in words] == words


@pytest.mark.parametrize(
    "repeated", ['5" ', "+ ", " ", "1/2 ", "1 ", "10-lb ", '"a" ', "e.g. a. ", "(", "-", "a/", "1. "]
)
def test_long_texts_take_time_in_proportion(repeated: str) -> None:
    """Eight times the text takes about eight times as long; were it quadratic, it would be 64 times.

    That it is too much to say is known only when it is in words.
    """

    def seconds(size: int) -> float:
        wording, text, begun = Wording(ENGLISH.pack), (repeated * size)[:size] + ".", time.process_time()
        with suppress(TooMuchToSay):
            wording.text(text, {})
        return time.process_time() - begun

    least = min(seconds(5_000) for _ in range(3))
    assert min(seconds(40_000) for _ in range(3)) < 30 * max(least, 0.01)


PIECES = st.lists(
    st.sampled_from(["[", "]", "90", "h", "s", "[20s]", " ", "go", "la ", "777 ", "{exercise}", "{next}", "{up|[9h]}"]),
    max_size=12,
)


@settings(max_examples=300, deadline=None)
@given(PIECES, PIECES, st.dictionaries(st.sampled_from(["go", "la", "h", "90"]), PIECES), st.integers(1, 200))
def test_no_text_grows_beyond_its_bounds(
    template: list[str], name: list[str], lexicon: dict[str, list[str]], times: int
) -> None:
    respelt = tuple((word, "".join(pieces) * times) for word, pieces in lexicon.items())
    wording = Wording(ENGLISH.pack, respelt)
    values = {"exercise": "".join(name) * times, "next": "".join(name)}
    try:
        said = wording.text("".join(template), values).spoken
    except TooMuchToSay:
        return
    silences = silences_of(said)
    assert len(said) <= MAX_SPOKEN
    assert max(silences, default=0) <= LONGEST_SILENCE
    assert sum(silences) <= MOST_SILENCE


def test_what_grows_is_told_with_its_own_words() -> None:
    wording = Wording(ENGLISH.pack, (("ha", "ha" * 90),))
    with pytest.raises(TooMuchToSay, match=r"'ha ha ha.*more than 4,000 characters") as caught:
        wording.text("ha " * 50, {})
    assert caught.value.remedy
