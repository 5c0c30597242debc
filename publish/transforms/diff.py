"""What normalisation did, as a person reads it: rule by rule, each change once, with its place."""

from __future__ import annotations

from collections.abc import Sequence

from publish.model import Entry, Manuscript

SHOWN = 40                  # changes of a rule that are listed; the ledger holds them all
WIDTH = 110                 # characters of a piece that are shown


def changes(manuscript: Manuscript) -> str:
    """Every rule that did something, with what it took out, what it changed, and what it left in place unsure."""
    rules = dict.fromkeys(entry.rule for entry in manuscript.ledger)
    parts = [_rule(rule, [entry for entry in manuscript.ledger if entry.rule == rule]) for rule in rules]
    return "\n\n".join(parts) + "\n" if parts else "nothing was changed\n"


def _rule(rule: str, entries: Sequence[Entry]) -> str:
    groups: dict[tuple[str, str, bool], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.before, entry.after, entry.kept), []).append(entry)
    lines = [f"{rule}: {len(entries)} {'change' if len(entries) == 1 else 'changes'}"]
    for (before, after, kept), same in list(groups.items())[:SHOWN]:
        lines += _change(before, after, kept, same)
    if len(groups) > SHOWN:
        lines.append(f"  … and {len(groups) - SHOWN} other changes, all in the ledger")
    return "\n".join(lines)


def _change(before: str, after: str, kept: bool, same: Sequence[Entry]) -> list[str]:
    entry = same[0]
    times = f", {len(same)} times" if len(same) > 1 else ""
    sure = "" if entry.confidence == 1 else f", {entry.confidence:.0%} sure"
    place = f"  {entry.span}{sure}{times}"
    if kept:
        return [f"{place}, kept", f"    ? {_shown(before)}"]
    lines = [place]
    lines += [f"    - {_shown(before)}"] if before else []
    return lines + ([f"    + {_shown(after)}"] if after else [])


def _shown(text: str) -> str:
    line = " ⏎ ".join(part.strip() for part in text.split("\n") if part.strip()) or repr(text)[1:-1]
    return line if len(line) <= WIDTH else f"{line[:WIDTH - 30]} … {line[-26:]}"
