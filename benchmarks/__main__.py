"""The command: ``python -m benchmarks`` measures everything several times in turn, and prints one table of ratios."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from pathlib import Path

from benchmarks import scheduling
from benchmarks.cases import BY_HAND, ENCODING, FFMPEG, LAME, NOTHING, Case, cases
from benchmarks.measure import Cost, median
from benchmarks.peers import commands

EXAMPLES = """\
examples:
  python -m benchmarks                       everything, five rounds: about ten minutes
  python -m benchmarks --quick               one round, without the ten hours
  python -m benchmarks --only "30 minutes"   one workload; may be given several times
  python -m benchmarks --only scheduling     only how scheduling grows with a routine
  python -m benchmarks --only "10 minutes" --peer "speak-script=python speak_script.py --local --silent --script {gaps}"
                                             another program beside it: {phrases} is a file of phrase;seconds,
                                             {gaps} one of texts and [Gap: N seconds], {out} what it may write

Each figure is the median of all rounds; each round runs every way once, in turn. CPU time counts all processes of
a way, and is steadier than the clock on a busy machine. Ratios are of CPU time, the clock's in brackets.
"""
SLOW = "10 hours"
SCHEDULING = "scheduling"


def main() -> None:
    parser = argparse.ArgumentParser(
        "python -m benchmarks",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", action="append", metavar="NAME", help="a workload, or 'scheduling'")
    parser.add_argument(
        "--peer", action="append", metavar="NAME=COMMAND", default=[], help="another program to measure"
    )
    parser.add_argument("--rounds", type=int, default=5, help="how often each way is run (default 5)")
    parser.add_argument("--quick", action="store_true", help="one round, without the ten hours")
    parser.add_argument("--engine", default="auto", help="the speech engine (default: what a script gets)")
    chosen = parser.parse_args()
    if wrong := [peer for peer in chosen.peer if "=" not in peer]:
        parser.error(f"a peer is NAME=COMMAND, not '{wrong[0]}'")
    peers = commands(dict(peer.split("=", 1) for peer in chosen.peer))
    with tempfile.TemporaryDirectory(prefix="voicecoach-benchmarks-") as folder:
        known = cases(Path(folder), peers, chosen.engine)
        names = chosen.only or [name for name in (*known, SCHEDULING) if not (chosen.quick and name == SLOW)]
        if strangers := [name for name in names if name not in (*known, SCHEDULING)]:
            parser.error(f"no workload '{strangers[0]}'; there are: {', '.join((*known, SCHEDULING))}")
        for name in names:
            if name == SCHEDULING:
                scheduling.main()
            else:
                print_table(known[name], 1 if chosen.quick else chosen.rounds)


def print_table(case: Case, rounds: int) -> None:
    """Measure one workload in ``rounds`` rounds, and print what each way cost."""
    for program in {LAME, FFMPEG}.intersection(case.references):
        if not shutil.which(program):
            raise SystemExit(f"the program {program} is not installed (a Debian package has it)")
    case.prepare()
    steps = list(case.steps())
    costs: dict[str, list[Cost]] = {name: [] for name, _ in steps}
    for _ in range(rounds):
        for name, step in steps:
            costs[name].append(step())
    found = {name: median(each) for name, each in costs.items()}
    references = [name for name in (LAME, ENCODING, FFMPEG, BY_HAND, NOTHING) if name in found]
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"\n{case.workload.name}, {rounds} rounds, load {load}")
    heads = "".join(f"{f'of {name}':>20}" for name in references)
    print(f"{'':<24}{'CPU s':>8}{'clock s':>9}{'MB':>7}{heads}")
    for name, cost in found.items():
        ratios = "".join(f"{_ratio(cost, found[other]):>20}" for other in references)
        print(f"{name:<24}{cost.cpu:>8.2f}{cost.wall:>9.2f}{cost.memory / 1e6:>7.0f}{ratios}", flush=True)


def _ratio(cost: Cost, other: Cost) -> str:
    return "" if cost is other else f"{cost.cpu / other.cpu:.3f} ({cost.wall / other.wall:.3f})"


if __name__ == "__main__":
    main()
