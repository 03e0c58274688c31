"""Whiteboards in the styles in which coaches write them, with the routine that each is, and what is told of it.

A routine is a step a line, blocks with their steps in brackets: ``circuit 3 rest 15s [Squats 10; Rows 8]``. A remark is
its line, and how it begins.
"""

from __future__ import annotations

from typing import NamedTuple


class Board(NamedTuple):
    """What is written, the routine that is right, and the beginnings of the remarks."""

    style: str
    text: str
    routine: str
    remarks: tuple[str, ...] = ()


BOARDS = (
    Board(
        "box, a benchmark with its header at the end",
        "Lucy\n4 chin-ups\n8 dips\n12 step-ups\n\nAs many rounds as possible in 18 min",
        "amrap 18m [Chin-ups 4; Dips 8; Step-ups 12]",
        (
            "1: 'Lucy' is taken as the title",
            "6: 'As many rounds as possible in 18 min' is taken to speak of lines 2 to 4",
        ),
    ),
    Board(
        "box, a strength part and a conditioning part",
        "A. Every 2:30 x 5 sets\n3 front squats @ 70 kg\n\n"
        "B. 4 rounds for time (cap 16 min):\n12 wall balls\n9 toes to bar",
        "emom 12m30s every 2m30s [Front squats 3 weight 70 kg]\ncircuit 4 [Wall balls 12; Toes to bar 9]",
    ),
    Board(
        "box, buy-in and cash-out",
        "Buy-in: 40 skips\n\n5 RFT\n7 burpees\n14 lunges\n\nCash out: 60 sit-ups",
        "Skips 40\ncircuit 5 [Burpees 7; Lunges 14]\nSit-ups 60",
    ),
    Board(
        "box, buy-in and cash-out without blank lines",
        "Buy in: 25 jacks\n2 rounds of\n9 dips\nCash-out: 15 rows",
        "Jacks 25\ncircuit 2 [Dips 9]\nRows 15",
    ),
    Board(
        "box, a ladder",
        "For time:\n24-18-12-6\nBox jumps\nPull-ups (strict)",
        "circuit 4 [Box jumps 24,18,12,6; Pull-ups 24,18,12,6 setup Strict.]",
    ),
    Board(
        "box, a ladder down by one",
        "9-8-7-…-1\nSwings and burpees\nTC: 14 min",
        "circuit 9 [Swings and burpees 9,8,7,6,5,4,3,2,1]",
    ),
    Board(
        "box, an EMOM with labels",
        "EMOM 16\nmin 1: 12 swings\nmin 2: 8 burpees\nmin 3: 40s hollow hold\nmin 4: rest",
        "emom 16m [Swings 12; Burpees 8; Hollow hold 40s; rest]",
    ),
    Board(
        "box, odd and even minutes",
        "Every minute on the minute for 8\nOdd - 6 push press\nEven - 10 air squats",
        "emom 8m [Push press 6; Air squats 10]",
    ),
    Board(
        "box, several in one turn",
        "E3MOM x 4\n10 thrusters + 10 rows",
        "emom 12m every 3m [repeat 1 [Thrusters 10; Rows 10 ready 8s]]",
    ),
    Board(
        "box, exercises of an EMOM without labels",
        "12 min EMOM:\n8 dips\n12 squats",
        "emom 12m [Dips 8; Squats 12]",
        (
            "1: several exercises in an EMOM take turns: one each time, not all of them",
        ),
    ),
    Board(
        "box, AMRAPs with rest between",
        "3 x 4 min AMRAP, 2 min rest between\n6 dips\n9 squats",
        "circuit 3 rest_between_rounds 2m [amrap 4m [Dips 6; Squats 9]]",
    ),
    Board(
        "box, rounds of AMRAPs",
        "4 rounds:\nAMRAP 2 min:\n5 dips\n10 squats\nRest 1 min",
        "repeat 4 [amrap 2m [Dips 5; Squats 10]; rest 1m]",
    ),
    Board(
        "box, death by",
        "Death by pull-ups (12 min)",
        "emom 12m [Pull-ups 1,2,3,4,5,6,7,8,9,10,11,12]",
    ),
    Board(
        "box, a header that is not understood",
        "In 25 minutes with one bar:\n50 deadlifts\n40 presses",
        "Deadlifts 50\nPresses 40",
        (
            "1: 'In 25 minutes with one bar:' is not understood; what is below is done once",
        ),
    ),
    Board(
        "boot camp, stations",
        "Circuit: 45 s work / 15 s rest, 3 rounds\nStation 1: squats\nStation 2: planks",
        "circuit 3 work 45s rest 15s rest_between_rounds 15s [Squats; Planks]",
    ),
    Board(
        "boot camp, tabatas",
        "Tabata: squats / push-ups\n\nMountain climbers\n20 on, 10 off x 8",
        "tabata 8 [Squats; Push-ups]\nMountain climbers 8x20s rest 10s",
    ),
    Board(
        "boot camp, finisher",
        "Squat 3x12\n\nFinisher (AMRAP 6 min)\n5 burpees\n10 sit-ups",
        "Squat 3x12\namrap 6m [Burpees 5; Sit-ups 10]",
    ),
    Board(
        "gym, supersets by letters",
        "1A) Bench 4x6, 80 kg\n1B) Row 4x8, rest 90s\n\n2a. Curl 3x12\n2b. Dips 3x10",
        "superset 4 rest_between_rounds 1m30s [Bench 6 weight 80 kg; Row 8]\nsuperset 3 [Curl 12; Dips 10]",
    ),
    Board(
        "gym, superset in words",
        "Bench press 4x8 superset with pull-ups 4x6\nGiant set x3:\n10 curls\n10 dips\n10 flies",
        "superset 4 [Bench press 8; Pull-ups 6]\nsuperset 3 [Curls 10; Dips 10; Flies 10]",
    ),
    Board(
        "gym, a circuit that counts with numbers",
        "Circuit 1\nSquat 3x10\nRow 3x10\n\nCircuit 2\nCurl 2x12\nDips 2x12",
        "circuit 3 [Squat 10; Row 10]\ncircuit 2 [Curl 12; Dips 12]",
    ),
    Board(
        "gym, a block of sets",
        "4 sets of:\n8 presses\n10 rows\nRest 2 min between sets\nRest as needed after",
        "circuit 4 rest_between_rounds 2m [Presses 8; Rows 10]",
        (
            "5: 'Rest as needed after' has no length; it is only a comment",
        ),
    ),
    Board(
        "kettlebell, a ladder",
        "Clean & press ladder 1-2-3-4-5 each side\n\n5 rounds\n10 swings\n1 get-up each side",
        "Clean & press ladder 1,2,3,4,5 each side\ncircuit 5 [Swings 10; Get-up 1 each side]",
    ),
    Board(
        "kettlebell, a swing practice",
        "On the minute for 10 min: 10 one-arm swings\n10 min time cap",
        "emom 10m [One-arm swings 10]",
    ),
    Board(
        "calisthenics",
        "Pyramid 1-2-3-2-1: pull-ups, dips\n\nHandstand 5 x 20s\nRepeat all 2 times",
        "circuit 5 [Pull-ups 1,2,3,2,1; Dips 1,2,3,2,1]\nrepeat 2 [Handstand 5x20s]",
        (
            "4: 'Repeat all 2 times' is taken to speak of line 3",
        ),
    ),
    Board(
        "running club, intervals",
        "10 min easy jog\n6x (run 2 min / walk 1 min)\n5 min walk",
        "Easy jog 10m\ncircuit 6 rest_between_rounds 0s rest 0s [Run 2m; Walk 1m]\nWalk 5m",
    ),
    Board(
        "running club, hard and easy",
        "Warm-up: 10 min jog\nFartlek: 8 x (1 min hard / 1 min easy)\nCool-down: 5 min walk",
        "section Warm-up [Jog 10m]\ncircuit 8 rest_between_rounds 0s rest 0s [Hard 1m; Easy 1m]\n"
        "section Cool-down [Walk 5m]",
    ),
    Board(
        "rowing club",
        "3 x 5 min on, 2 min off",
        "Work 3x5m rest 2m",
        (
            "1: these intervals name no exercise; it is called 'Work'",
        ),
    ),
    Board(
        "swimming",
        "Warm-up\n200 m easy\n\nMain set 3x:\n4 x 50 m kick\n100 m free\n\nWarm down\n100 m easy",
        "section Warm-up [Easy, 200 m 1 until done]\n"
        "section Main set [repeat 3 [Kick, 50 m 4x1 until done; Free, 100 m 1 until done]]\n"
        "section Warm down [Easy, 100 m 1 until done]",
        (
            "2: Easy, 200 m: a distance has no time; give it one, or play it live",
            "5: Kick, 50 m: a distance has no time; give it one, or play it live",
            "6: Free, 100 m: a distance has no time; give it one, or play it live",
            "9: Easy, 100 m: a distance has no time; give it one, or play it live",
        ),
    ),
    Board(
        "climbing, repeaters",
        "Hangboard\nHalf crimp: 6 x 7s on / 3s off\nRest 3 min\nOpen hand: 6 x 7s on / 3s off",
        "Half crimp 6x7s rest 3s\nrest 3m\nOpen hand 6x7s rest 3s",
        (
            "1: 'Hangboard' is taken as the title",
        ),
    ),
    Board(
        "climbing, minimum edge",
        "4 sets of\n12s hang\nRest 3 min",
        "circuit 4 rest_between_rounds 3m [Hang 12s]",
    ),
    Board(
        "physio sheet",
        "Knee, week 2\n3 times a day\n\n1. Heel raises 2x12\n2. Quad sets 10 x 5s hold\n\nRepeat twice",
        "repeat 2 [Heel raises 2x12; Quad sets 10x5s hold]",
        (
            "1: 'Knee, week 2' is taken as the title",
            "7: 'Repeat twice' is taken to speak of lines 4 to 5",
        ),
    ),
    Board(
        "yoga",
        "Morning flow\n- Cat-cow 1 min\n- Down dog 30s\n- Cobra 30s\n\nRepeat this flow 3 times",
        "circuit 3 [Cat-cow 1m; Down dog 30s; Cobra 30s]",
        (
            "1: 'Morning flow' is taken as the title",
            "6: 'Repeat this flow 3 times' is taken to speak of lines 2 to 4",
        ),
    ),
    Board(
        "parkour",
        "5 rounds, focus on quiet landings:\n6 precision jumps\n4 wall climbs\nwalk back",
        "circuit 5 [Precision jumps 6; Wall climbs 4; Walk back]",
        (
            "4: no dose for Walk back: ten repetitions, as for any exercise",
        ),
    ),
    Board(
        "German board",
        "Zirkel, 3 Runden\n10 Kniebeugen\n12 Ausfallschritte\n1 min Pause zwischen den Runden",
        "circuit 3 rest_between_rounds 1m [Kniebeugen 10; Ausfallschritte 12]",
        ("1: some words are of the language de; the script says so",),
    ),
    Board(
        "French board",
        "4 tours de :\n10 pompes\n15 squats\n\nToutes les 2 minutes pendant 8 minutes :\n6 tractions",
        "circuit 4 [Pompes 10; Squats 15]\nemom 8m every 2m [Tractions 6]",
        ("1: some words are of the language fr; the script says so",),
    ),
    Board(
        "Spanish board",
        "3 rondas:\n10 flexiones\n20 sentadillas\n\nCada minuto durante 6 minutos: 5 burpees",
        "circuit 3 [Flexiones 10; Sentadillas 20]\nemom 6m [Burpees 5]",
        ("1: some words are of the language es; the script says so",),
    ),
    Board(
        "Italian board",
        "3 giri di:\n10 squat\n8 piegamenti",
        "circuit 3 [Squat 10; Piegamenti 8]",
        ("1: some words are of the language it; the script says so",),
    ),
    Board(
        "Dutch board",
        "4 ronden van:\n10 squats\n\nElke 2 minuten voor 6 minuten\n8 burpees",
        "circuit 4 [Squats 10]\nemom 6m every 2m [Burpees 8]",
        ("1: some words are of the language nl; the script says so",),
    ),
    Board(
        "Brazilian board",
        "3 rodadas:\n12 agachamentos\n10 flexões\n\nRepetir 2 vezes",
        "repeat 2 [circuit 3 [Agachamentos 12; Flexões 10]]",
        (
            "1: some words are of the language pt-BR; the script says so",
            "5: 'Repetir 2 vezes' is taken to speak of lines 1 to 3",
        ),
    ),
    Board(
        "Markdown",
        "# Saturday\n\n## AMRAP 9\n\n- 3 dips\n- 6 rows\n\n## 3 rounds\n\n- [ ] 8 squats\n- [ ] 4 jumps",
        "amrap 9m [Dips 3; Rows 6]\ncircuit 3 [Squats 8; Jumps 4]",
    ),
    Board(
        "box, a strength day by ladders",
        "Back squat\n5-5-5-5\n\nDeadlift\n3-3-3",
        "Back squat 5,5,5,5\nDeadlift 3,3,3",
    ),
    Board(
        "box, a chipper",
        "Chipper, 30 min cap\n50 box jumps\n40 sit-ups\n\nthen\n\n2 rounds of:\n5 burpees",
        "Box jumps 50\nSit-ups 40\ncircuit 2 [Burpees 5]",
    ),
    Board(
        "box, alternating",
        "Alternating EMOM 8\n6 dips\n9 squats\n\nEvery 3 min for 9 min (3 sets):\n4 cleans\n8 rows",
        "emom 8m [Dips 6; Squats 9]\nemom 9m every 3m [repeat 1 [Cleans 4; Rows 8 ready 8s]]",
    ),
    Board(
        "gym, blocks with letters",
        "Leg day (60 min)\n\nBlock A x3\n5 dips\n\nBlock B - 2 sets\n6 rows",
        "circuit 3 [Dips 5]\ncircuit 2 [Rows 6]",
    ),
    Board(
        "boot camp, seconds for each",
        "40 seconds each, 20 seconds rest, 3 rounds\nsquats\nplanks",
        "circuit 3 work 40s rest 20s rest_between_rounds 20s [Squats; Planks]",
    ),
    Board(
        "boot camp, intervals without rounds",
        "40 on / 20 off\nsquats\nplanks",
        "circuit 1 work 40s rest 20s rest_between_rounds 20s [Squats; Planks]",
        ("1: these intervals name no number of rounds; they are done once",),
    ),
    Board(
        "gym, words around the rounds",
        "Superset these two, 4 rounds, all slow:\n10 curls\n10 dips",
        "superset 4 [Curls 10; Dips 10]",
    ),
    Board(
        "lines that only look like headers",
        "Box jumps 3 sets x 5\nRow 30s on, 30s off x 8\nCircuit training 20 min\nRepeat sprints 5x10s",
        "Box jumps 3x5\nRow 8x30s rest 30s\nCircuit training 20m\nRepeat sprints 5x10s",
        ("3: 'Circuit training 20 min' is taken as an exercise; if it is the title, write # before it",),
    ),
    Board(
        "a header without anything below",
        "5 rounds for time:\n\nThe end.\n\nSquat 5",
        "Squat 5",
        (
            "1: there is nothing to do in this circuit",
            "3: no dose in 'The end.': it is only a comment",
        ),
    ),
    Board(
        "running, intervals with a jog between",
        "5x800m @ 3:50/km, 2 min jog\n8 x 200m, 200m walk",
        "800m 5x1 until done rest 2m setup Jog in the rests. At 3:50/km.\n200m 8x1 until done setup 200m walk "
        "in the rests.",
        (
            "1: 800m: a distance has no time; give it one, or play it live",
            "2: 200m: '(200m walk in the rests)' is not understood, and stands among its words",
            "2: 200m: a distance has no time; give it one, or play it live",
        ),
    ),
    Board(
        "running, times with a walk between",
        "Run 6x2min w/ 60s walk",
        "Run 6x2m rest 1m setup Walk in the rests.",
    ),
    Board(
        "strength, a superset in one line",
        "Superset 4x: A1) Chin-up 6 A2) Dip 8\n\nB1) Curl 3x12 B2) Kickback 3x12",
        "superset 4 [Chin-up 6; Dip 8]\nsuperset 3 [Curl 12; Kickback 12]",
    ),
    Board(
        "strength, the rest below a lettered pair",
        "C1 Split squat 3x10\nC2 Hamstring curl 3x12\nrest 75s between supersets",
        "superset 3 rest_between_rounds 1m15s [Split squat 10; Hamstring curl 12]",
    ),
    Board(
        "strength, the rest below its exercises",
        "Leg press 4x10\nCalf raise 3x15\nRest 2 min between sets",
        "Leg press 4x10 rest 2m\nCalf raise 3x15 rest 2m",
        (
            "3: 'Rest 2 min between sets' is taken as the rest between the sets of lines 1 to 2",
        ),
    ),
    Board(
        "strength, sets without repetitions",
        "Bench 4 sets, 55 kg",
        "Bench 4x10 weight 55 kg",
        (
            "1: no dose for Bench: ten repetitions, as for any exercise",
        ),
    ),
    Board(
        "strength, percentages below a lift",
        "Back squat\n5 @ 65%\n5 @ 75%\n5 @ 85%",
        "Back squat 5,5,5 setup At 65%. At 75%. At 85%.",
    ),
    Board(
        "an app, fields below each name",
        "Push day\n\nExercise: Incline press\nSets: 3\nReps: 10\nWeight: 18 kg\nRest: 75s\n\nExercise: Side "
        "plank\nSets: 2\nTime: 30s",
        "Incline press 3x10 weight 18 kg rest 1m15s\nSide plank 2x30s",
    ),
    Board(
        "a timer, settings line by line",
        "Lunch circuit\nWork: 45s\nRest: 15s\nRounds: 3\n- Star jumps\n- Sit-ups",
        "circuit 3 work 45s rest 15s rest_between_rounds 15s [Star jumps; Sit-ups]",
        (
            "1: 'Lunch circuit' is taken as the title",
        ),
    ),
    Board(
        "a timer in German",
        "Mittagszirkel\nArbeit: 30 Sek\nPause: 30 Sek\nRunden: 5\n\nHampelmänner\nAusfallschritte",
        "circuit 5 work 30s rest 30s rest_between_rounds 30s [Hampelmänner; Ausfallschritte]",
        (
            "1: 'Mittagszirkel' is taken as the title",
            "1: some words are of the language de; the script says so",
        ),
    ),
    Board(
        "intervals below their rounds",
        "4 rounds\n30s on / 15s off\nSide bridge, switch sides halfway\nBear crawl",
        "circuit 4 work 30s rest 15s rest_between_rounds 15s [Side bridge setup Switch sides halfway.; Bear crawl]",
    ),
    Board(
        "pool, send-offs and drills",
        "4x50 drill/swim, 20s rest\n6x100 free on 1:50\n3x200 swim @ 3:45",
        "Drill/swim, 50 4x1 until done rest 20s\nFree, 100 6x1 until done setup On 1:50.\nSwim, 200 3x1 until "
        "done setup At 3:45.",
        (
            "1: Drill/swim, 50: a distance has no time; give it one, or play it live",
            "2: Free, 100: a distance has no time; give it one, or play it live",
            "3: Swim, 200: a distance has no time; give it one, or play it live",
        ),
    ),
    Board(
        "pool, distances without a unit",
        "300 easy",
        "Easy 300",
        (
            "1: Easy: 300 is taken as repetitions; if it is a distance, write its unit",
        ),
    ),
    Board(
        "breathing by numbers",
        "4-7-8 breathing 5 min\nBox breathing 4-4-4-4 x 10",
        "4-7-8 breathing 5m\nBox breathing 4-4-4-4 10",
    ),
    Board(
        "kettlebell, both sides at once",
        "Get-up 3/3\nPress 3x5, 4s down",
        "Get-up 3 each side\nPress 3x5 setup 4s down.",
        (
            "1: Get-up: '3/3' is taken as 3 each side",
        ),
    ),
    Board(
        "pilates, numbers at the end",
        "Pilates on the mat\nRoll up x8\nRolling like a ball 6x\nPlank x 3",
        "Roll up 8\nRolling like a ball 6\nPlank 3",
        (
            "1: 'Pilates on the mat' is taken as the title",
            "4: Plank: 'x 3' is taken as repetitions; if it is held, write how long",
        ),
    ),
    Board(
        "yoga, the whole length in the title",
        "Yin evening - 45 min\nButterfly 4'\nSaddle 3'\nCorpse 8'",
        "Yin evening 45m\nButterfly 4m\nSaddle 3m\nCorpse 8m",
        (
            "1: 'Yin evening - 45 min' is taken as an exercise; if it is the title, write # before it",
        ),
    ),
    Board(
        "yoga, rounds of a flow",
        "Slow start\n4 rounds Sun Salutation A\nChair 40s",
        "Sun Salutation A 4\nChair 40s",
        (
            "1: 'Slow start' is taken as the title",
        ),
    ),
    Board(
        "box, a footnote",
        "12-9-6\nThrusters 35 kg\nRing rows\n*scale as you need",
        "circuit 3 [Thrusters 12,9,6 weight 35 kg; Ring rows 12,9,6]",
    ),
    Board(
        "physiotherapy in German, how often",
        "Hausaufgaben Schulter\n1) Wandgleiten 2x12\n2) Außenrotation 3x15 je Seite, rotes Band\n3x täglich",
        "Wandgleiten 2x12\nAußenrotation 3x15 each side setup Rotes Band.",
        (
            "1: 'Hausaufgaben Schulter' is taken as the title",
            "1: some words are of the language de; the script says so",
        ),
    ),
    Board(
        "gym in Italian",
        "Affondi 3x12 per gamba\nTrazioni 4 serie da 6 ripetizioni\nRecupero 90 secondi tra le serie",
        "Affondi 3x12 each side rest 1m30s\nTrazioni 4x6 rest 1m30s",
        (
            "1: some words are of the language it; the script says so",
            "3: 'Recupero 90 secondi tra le serie' is taken as the rest between the sets of lines 1 to 2",
        ),
    ),
    Board(
        "gym in Portuguese",
        "Agachamento 4x12\nPrancha 3x30s\nDescanso de 40s entre as séries",
        "Agachamento 4x12 rest 40s\nPrancha 3x30s rest 40s",
        (
            "3: 'Descanso de 40s entre as séries' is taken as the rest between the sets of lines 1 to 2",
        ),
    ),
    Board(
        "box, an EMOM with its rounds in brackets",
        "EMOM 9 (3 rounds)\n1) 10 goblet squats\n2) 12 T2B\n3) 8 thrusters 40kg",
        "emom 9m [Goblet squats 10; T2B 12; Thrusters 8 weight 40 kg]",
    ),
    Board(
        "box, what stands in brackets below a line",
        "\"Wally\"\n100 wall balls\n(7/5 kg, low target)\n12 min cap",
        "Wall balls 100",
        (
            "1: '\"Wally\"' is taken as the title",
            "3: '(7/5 kg, low target)' stands in brackets: it is only a comment",
        ),
    ),
    Board(
        "box, partners take turns",
        "AMRAP 14\nI go, you go\n8 cal row\n6 burpees",
        "amrap 14m [Row, 8 cal 1; Burpees 6]",
        (
            "2: not understood, and only a comment: I go, you go",
            "3: Row, 8 cal: a distance has no time; give it one, or play it live",
        ),
    ),
    Board(
        "box, calories for two groups",
        "EMOM 15\nMin 1 - 14/11 cal bike\nMin 2 - 10 snatches\nMin 3 - Rest",
        "emom 15m [Bike, 14/11 cal 1 until done; Snatches 10; rest]",
        (
            "2: Bike, 14/11 cal: a distance has no time; give it one, or play it live",
        ),
    ),
    Board(
        "box, minutes and rounds below them",
        "Minute 1: 12 burpees\nMinute 2: 15 sit-ups\nMinute 3: rest\n4 rounds",
        "emom 12m [Burpees 12; Sit-ups 15; rest]",
        (
            "4: '4 rounds' is taken to speak of lines 1 to 3",
        ),
    ),
    Board(
        "box, a running clock",
        "0:00-8:00 AMRAP\n5 dips\n10 rows\n8:00-11:00 rest",
        "amrap 8m [Dips 5; Rows 10]\nrest 3m",
    ),
    Board(
        "box, an EMOM behind its exercise",
        "8x2 power cleans EMOM @ 70%",
        "emom 8m [Power cleans 2 setup At 70%.]",
    ),
    Board(
        "box, numbered in one line",
        "EMOM 9: 1. 8 burpees 2. 12 squats 3. Rest",
        "emom 9m [Burpees 8; Squats 12; rest]",
    ),
    Board(
        "box, a clock in words",
        "On a 12:00 clock:\n40 dips\n60 rows",
        "Dips 40\nRows 60",
    ),
    Board(
        "weightlifting, weights without a unit",
        "Deadlift\n95 x 5\n115 x 5\n130 x 3 x 2",
        "Deadlift 5,5,3,3 weight ['95', '115', '130', '130']",
        (
            "2: Deadlift: '95 x 5': 95 is taken as a weight; write its unit",
            "3: Deadlift: '115 x 5': 115 is taken as a weight; write its unit",
            "4: Deadlift: '130 x 3 x 2': 130 is taken as a weight; write its unit",
        ),
    ),
    Board(
        "weightlifting, percentages first",
        "Press\n60% x 5\n70% x 5\n80% x 5+",
        "Press 5,5,5 setup At 60%. At 70%. At 80%.",
    ),
    Board(
        "weightlifting, work-up and back-off",
        "Squat 1x5\nBench 3x5 @ 100, 1 back-off set",
        "Squat 5\nBench 3x5 setup At 100. 1 back-off set.",
        (
            "2: Bench: '1 back-off set' is not understood, and stands among its words",
            "2: Bench: 'at 100' is not understood, and stands among its words",
        ),
    ),
    Board(
        "gym, both sides with a slash, and the rest below",
        "A1. Split squat - 3 x 9/9\nA2. One-arm row - 3 x 11/11\nRest 75 s",
        "superset 3 rest_between_rounds 1m15s [Split squat 9 each side; One-arm row 11 each side]",
        (
            "1: Split squat: '9/9' is taken as 9 each side",
            "2: One-arm row: '11/11' is taken as 11 each side",
            "3: 'Rest 75 s' is taken as the rest between the rounds of lines 1 to 2",
        ),
    ),
    Board(
        "gym, the rest last",
        "12x8 one-hand swings, 20 kg\nRest 45s",
        "One-hand swings 12x8 weight 20 kg rest 45s",
        (
            "2: 'Rest 45s' is taken as the rest between the sets of line 1",
        ),
    ),
    Board(
        "gym, the rest between two exercises",
        "Leg press 4x12\nRest 2 min\nCurl 3x10",
        "Leg press 4x12\nrest 2m\nCurl 3x10",
        (
            "2: 'Rest 2 min' is taken as one rest after all sets of the line above",
        ),
    ),
    Board(
        "gym, one dose for all",
        "2x15 each: bridges, dead bugs, crunches",
        "Bridges 2x15\nDead bugs 2x15\nCrunches 2x15",
    ),
    Board(
        "gym, ladders of sets with a rest",
        "Squats 18, 14, 10\nPush-ups 14, 10, 6\n75 sec between rounds",
        "Squats 18,14,10 rest 1m15s\nPush-ups 14,10,6 rest 1m15s",
        (
            "3: 'rest 75 sec between rounds' is taken as the rest between the sets of lines 1 to 2",
        ),
    ),
    Board(
        "physio, fields without colons",
        "Chin tucks\n12 repetitions\nHold for 4 seconds\nRepeat every 3 hours",
        "Chin tucks 12 setup Hold 4 seconds.",
        (
            "1: Chin tucks: '(hold 4 seconds)' is not understood, and stands among its words",
            "4: 'Repeat every 3 hours' is taken to speak of line 1",
        ),
    ),
    Board(
        "physio, a programme for somebody",
        "Home exercise programme for Ben - hip\n1. Clams 2x12\n2. Bridge 2x10, hold 4 seconds each rep",
        "Clams 2x12\nBridge 2x10 setup Hold 4 seconds each rep.",
        (
            "1: 'Home exercise programme for Ben - hip' is taken as the title",
            "3: Bridge: '(hold 4 seconds each rep)' is not understood, and stands among its words",
        ),
    ),
    Board(
        "physio, sides with other sets",
        "Calf stretch 3 x 40s R, 2 x 40s L\nHeel drops 3x12ea\n2-3 sessions per day",
        "Calf stretch 3x40s setup R.\nCalf stretch 2x40s setup L.\nHeel drops 3x12 each side",
    ),
    Board(
        "running, in two parts",
        "4 min run, 1 min walk x 5",
        "circuit 5 rest_between_rounds 0s rest 0s [Run 4m; Walk 1m]",
    ),
    Board(
        "running, names behind an @",
        "3 x (4 min @ threshold, 60 sec easy)\n6 x 15 s strides, walk back",
        "circuit 3 rest_between_rounds 0s rest 0s [Threshold 4m; Easy 1m]\nStrides 6x15s setup Walk back.",
    ),
    Board(
        "running, metres and a rest on",
        "8 x 300m on 75s rest\n5x1km @ 10k pace, 2:15 standing rest",
        "300m 8x1 until done rest 1m15s\n1km 5x1 until done rest 2m15s setup Standing in the rests. At 10k pace.",
        (
            "1: 300m: a distance has no time; give it one, or play it live",
            "2: 1km: a distance has no time; give it one, or play it live",
        ),
    ),
    Board(
        "running, German intervals",
        "Einlaufen 8 Min\n4 x 60 m Steigerungen\n5x1000 m in 4:10, TP 2 min",
        "Einlaufen 8m\nSteigerungen, 60 m 4x1 until done\n1000 m 5x1 until done rest 2m setup TP. At 4:10.",
        (
            "2: Steigerungen, 60 m: a distance has no time; give it one, or play it live",
            "3: 1000 m: a distance has no time; give it one, or play it live",
        ),
    ),
    Board(
        "running, Italian repeats",
        "8x300 m rec. 1'15\"\n4 x 1 min forte / 1 min piano",
        "300 m 8x1 until done rest 1m15s\ncircuit 4 rest_between_rounds 0s rest 0s [Forte 1m; Piano 1m]",
        (
            "1: 300 m: a distance has no time; give it one, or play it live",
            "1: some words are of the language it; the script says so",
        ),
    ),
    Board(
        "running, French intervals",
        "3 x (6 x 30/30), 2 min de récup",
        "repeat 3 [Work 6x30s rest 30s; rest 2m]",
        (
            "1: some words are of the language fr; the script says so",
            "1: these intervals name no exercise; it is called 'Work'",
        ),
    ),
    Board(
        "running, a pyramid of times",
        "Pyramid: 15-30-45-30-15 sec sprints, equal rest",
        "Pyramid: sprints 15s,30s,45s,30s,15s setup Equal rest.",
    ),
    Board(
        "pool, send-offs without a stroke",
        "300 swim\n8x50 @ 1:05\n6x25 sprint RI :15",
        "Swim, 300 1 until done\nSwim, 50 8x1 until done setup At 1:05.\nSprint, 25 6x1 until done rest 15s",
        (
            "1: Swim, 300: a distance has no time; give it one, or play it live",
            "2: Swim, 50: a distance has no time; give it one, or play it live",
            "3: Sprint, 25: a distance has no time; give it one, or play it live",
        ),
    ),
    Board(
        "boxing",
        "Heavy bag\n5 x 2 min rounds / 45 s rest",
        "Heavy bag 5x2m rest 45s",
    ),
    Board(
        "rope",
        "Jump rope 8 x 0:45 / 0:20",
        "Jump rope 8x45s rest 20s",
    ),
    Board(
        "bike",
        "Bike erg 20/20 x 12\nEasy 5 min spin",
        "Bike erg 12x20s rest 20s\nEasy spin 5m",
    ),
    Board(
        "boot camp, two rests in a line",
        "3 rounds\nRest 15s between exercises, 90s between rounds\n- burpees 30s\n- planks 30s",
        "circuit 3 rest_between_rounds 1m30s rest 15s [Burpees 30s; Planks 30s]",
    ),
    Board(
        "boot camp, stations and laps",
        "Station 1: squats (40s)\nStation 2: rows (40s)\n20s to switch\n2 laps",
        "circuit 2 rest 20s [Squats 40s; Rows 40s]",
        (
            "4: '2 laps' is taken to speak of lines 1 to 3",
        ),
    ),
    Board(
        "boot camp, intervals line by line",
        "30s work\n15s rest\n6 rounds\nskaters",
        "Skaters 6x30s rest 15s",
    ),
    Board(
        "boot camp, a header in every detail",
        "Strength circuit: 35s work / 25s rest x 4: squats, side plank, switch sides halfway, rows",
        "circuit 4 work 35s rest 25s rest_between_rounds 25s [Squats; Side plank setup Switch sides halfway.; Rows]",
    ),
    Board(
        "boot camp, all that the whole has",
        "Circuit training\n5 stations, 45 sec on, 15 sec off, 3 rounds, 2 min between rounds\n\nsled\nrope\nrower",
        "circuit 3 work 45s rest 15s rest_between_rounds 2m [Sled; Rope; Rower]",
        (
            "1: 'Circuit training' is taken as the title",
        ),
    ),
    Board(
        "boot camp, a minute at each station",
        "3 rounds: 1 min each station, no rest between stations, rest 90s between rounds\nswings\nrope",
        "circuit 3 work 1m rest 0s rest_between_rounds 1m30s [Swings; Rope]",
    ),
    Board(
        "HIIT, the whole in the title",
        "HIIT 24 min\nStar jumps 40 sec\nRest 20 sec\nRepeat 12x",
        "circuit 12 rest_between_rounds 20s [Star jumps 40s]",
        (
            "4: 'Repeat 12x' is taken to speak of lines 1 to 3",
        ),
    ),
    Board(
        "yoga, the length behind the name",
        "Slow yoga 45 min\nDragon 3 min / side\nSwan 4 min / side",
        "Slow yoga 45m\nDragon 3m each side\nSwan 4m each side",
        (
            "1: 'Slow yoga 45 min' is taken as an exercise; if it is the title, write # before it",
        ),
    ),
    Board(
        "German circuit in one line",
        "Kraftzirkel: 40 Sek. Belastung, 20 Sek. Pause, 4 Durchgänge\nKlimmzüge\nDips",
        "circuit 4 work 40s rest 20s rest_between_rounds 20s [Klimmzüge; Dips]",
        (
            "1: some words are of the language de; the script says so",
        ),
    ),
    Board(
        "French circuit in one line",
        "Circuit training : 4 ateliers, 40 s d'effort / 20 s de repos, 3 tours\n1. Pompes\n2. Corde",
        "circuit 3 work 40s rest 20s rest_between_rounds 20s [Pompes; Corde]",
        (
            "1: some words are of the language fr; the script says so",
        ),
    ),
    Board(
        "French rests",
        "Échauffement 6 min\n5 x 20 s sprint, récup 1 min 15\nChaise 3 x 40 s, 20 s de repos",
        "Échauffement 6m\nSprint 5x20s rest 1m15s\nChaise 3x40s rest 20s",
        (
            "1: some words are of the language fr; the script says so",
        ),
    ),
    Board(
        "Spanish, for time with a limit",
        "Por tiempo (límite 18 min)\n30-20-10\nflexiones\nsaltos",
        "circuit 3 [Flexiones 30,20,10; Saltos 30,20,10]",
    ),
    Board(
        "Spanish, short words",
        "Sentadillas 3x10 (30 kg) desc. 75\"\nPlancha 2 x 40\"",
        "Sentadillas 3x10 weight 30 kg rest 1m15s\nPlancha 2x40s",
        (
            "1: of which language are the words? Write language: es or pt-BR",
        ),
    ),
    Board(
        "Dutch, hard and easy",
        "6 x 1 min snel / 2 min rustig\n3x12 kniebuigingen met 15 kg",
        "circuit 6 rest_between_rounds 0s rest 0s [Snel 1m; Rustig 2m]\nKniebuigingen 3x12 weight 15 kg",
    ),
    Board(
        "Dutch, sets before the name",
        "4 sets squats 9 herhalingen, 45 sec rust",
        "Squats 4x9 rest 45s",
        (
            "1: some words are of the language nl; the script says so",
        ),
    ),
    Board(
        "Portuguese rounds",
        "2 voltas:\n9 burpees\n12 abdominais\n1 min descanso entre voltas",
        "circuit 2 rest_between_rounds 1m [Burpees 9; Abdominais 12]",
        (
            "1: some words are of the language pt-BR; the script says so",
        ),
    ),
    Board(
        "a timer, with sets and rounds",
        "Work: 35s\nRest: 25s\nSets: 3\nRounds: 2\n- Squat\n- Row",
        "repeat 2 [circuit 3 work 35s rest 25s rest_between_rounds 25s [Squat; Row]]",
    ),
    Board(
        "intervals, a rest at the end of each round",
        "3 rounds, 45s on 15s off:\nsquats\nplanks\nrest 90s",
        "circuit 3 work 45s rest 15s rest_between_rounds 1m30s [Squats; Planks]",
    ),
    Board(
        "an app, fields with an effort",
        "Bench press:\nSets: 3\nReps: 5\nRPE: 8\nRest: 3 min",
        "Bench press 3x5 rest 3m setup RPE 8.",
    ),
    Board(
        "kettlebell, sets of both sides",
        "Press 3x5/5",
        "Press 3x5 each side",
        (
            "1: Press: '5/5' is taken as 5 each side",
        ),
    ),
    Board(
        "box, the name of a block before its header",
        "Cindy-ish - 18 min AMRAP\n4 pull-ups, 8 push-ups\n12 squats",
        "amrap 18m [Pull-ups 4; Push-ups 8; Squats 12]",
    ),
    Board(
        "Portuguese, parts in its words",
        "Aquecimento: 4 min corrida\n2 voltas:\n9 burpees\n12 abdominais\n1 min descanso entre voltas\n"
        "Alongamento 6 min",
        "section Aquecimento [Corrida 4m]\ncircuit 2 rest_between_rounds 1m [Burpees 9; Abdominais 12]\nAlongamento 6m",
        (
            "1: some words are of the language pt-BR; the script says so",
        ),
    ),
    Board(
        "German, parts in its words",
        "Material: Matte, Band\n\nErwärmung\nHampelmänner 2 Min.\n\nHauptteil\nKniebeugen 3x12",
        "section Erwärmung [Hampelmänner 2m]\nsection Hauptteil [Kniebeugen 3x12]",
    ),
)  # fmt: skip

SAME = (
    (
        "3 rounds:",
        "3 Rounds",
        "three rounds of:",
        "3 rds",
        "3 RFT",
        "3 rounds for time (cap 15 min):",
        "3 rounds for time, time cap: 20:00",
        "Complete 3 rounds of the following:",
        "3 sets of:",
        "3x:",
        "3 times through:",
        "Repeat 3 times:",
        "Circuit x3",
        "Circuit: 3 rounds",
        "Circuit (3 rounds):",
        "Rounds: 3",
        "Do this 3 times:",
        "then 3 rounds of",
        "3 Runden:",
        "Zirkel, 3 Runden",
        "3 tours de :",
        "3 rondas de:",
        "3 giri",
        "3 ronden van:",
        "3 rodadas:",
        "tres vueltas",
        "Repetir 3 veces:",
        "3 séries de :",
    ),
    ("2 rounds:", "Repeat twice:", "Do the following twice:", "zweimal:", "dos veces:", "deux fois :", "due volte:"),
    ("Superset 3x:", "Superset x 3", "3 supersets:", "Giant set (3 rounds)", "Tri-set: 3 rounds", "Superset A, 3x:"),
    (
        "2 rounds, rest 1 min between rounds:",
        "2 rounds with 60s rest between rounds",
        "2 rounds (1 min rest between sets):",
        "2 Runden, 1 min Pause zwischen den Runden",
        "2 tours, 1 min de repos entre les tours :",
        "2 rondas, 1 min descanso entre rondas",
    ),
    (
        "AMRAP 12",
        "AMRAP 12 min",
        "AMRAP: 12 min",
        "AMRAP - 12:00",
        "AMRAP in 12 minutes:",
        "12 min AMRAP",
        "12' AMRAP",
        "12-minute AMRAP:",
        "As many rounds as possible in 12 minutes of:",
        "as many rounds and reps as possible in 12 min",
        "Complete as many reps as possible in 12:00 of",
        "In 12 minutes, as many rounds as you can:",
        "so viele Runden wie möglich in 12 Minuten",
        "tantas rondas como sea posible en 12 minutos:",
        "Le plus de tours possible en 12 minutes :",
        "zoveel mogelijk rondes in 12 minuten",
    ),
    (
        "EMOM 10",
        "EMOM x 10",
        "EMOM for 10 min:",
        "EMOM: 10 min",
        "10 min EMOM",
        "EMOTM 10",
        "Every minute on the minute for 10",
        "Every minute, on the minute, for 10 minutes:",
        "Each min on the min for 10 min",
        "On the minute x 10",
        "Jede Minute für 10 Minuten",
        "Cada minuto durante 10 minutos",
        "Chaque minute pendant 10 minutes :",
        "Ogni minuto per 10 minuti",
        "Elke minuut voor 10 minuten",
        "A cada minuto por 10 minutos",
    ),
    (
        "E2MOM 10",
        "E2MOM x 5",
        "On the 2:00 x 5",
        "On the 2:00 for 5 sets:",
        "Every 2:00 x 5 sets",
        "every 2 min for 10 minutes",
        "Every 2 minutes, for 5 rounds:",
        "Every other minute for 10 min",
        "5 rounds, every 2 min",
        "Alle 2 Minuten, 5 Runden",
        "Toutes les 2 minutes x 5",
    ),
    ("Every 90s for 9 min", "E90S x 6", "every 1:30 x 6", "Every 90 seconds, 6 sets", "On the 1:30 x 6:"),
    ("Tabata", "Tabata:", "Tabata (8 rounds)", "Tabata x 8", "8 rounds tabata", "4 min tabata"),
    (
        "8 rounds 20/10",
        "20/10 x 8",
        "20 on 10 off x 8",
        "20s on / 10s off x 8 rounds:",
        "8 rounds of 20s on, 10s off",
        "8 x 20s on / 10s off",
        "20 sec work 10 sec rest, 8 rounds",
        "20/10 for 4 minutes",
        ":20 on / :10 off x 8",
        "8 Runden: 20s Arbeit / 10s Pause",
    ),
    ("21-15-9", "21-15-9:", "21-15-9 for time:", "21-15-9 reps for time of:", "For time: 21-15-9", "21 - 15 - 9 reps"),
    (
        "5-4-3-2-1",
        "5 to 1",
        "5-4-3-…-1",
        "5-4-3...1:",
        "Descending ladder 5-1",
        "5 down to 1:",
        "Ladder: 5-4-3-2-1",
    ),
)  # fmt: skip
"""Headers that mean the same; the first of each in plain words."""
