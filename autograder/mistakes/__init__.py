"""Known mistakes as data: the edit that makes one, the properties that catch it, the helping sentence."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Mistake:
    """One known mistake.

    Attributes:
        id: unique within its exercise.
        exercise: name of the exercise, which is the id of its answer cell.
        edits: (find, replace) pairs; each `find` occurs exactly once in the solution's answer cell.
        caught_by: names of the graded properties that fail, no others.
        help: the sentence that teaches; it names the path, sum, index or factor, never the code.
    """

    id: str
    exercise: str
    edits: tuple[tuple[str, str], ...]
    caught_by: tuple[str, ...]
    help: str

    def apply(self, source):
        """Return the solution's source with this mistake in it.

        Raises:
            ValueError: an edit does not apply exactly once, so the solution has moved away from it.
        """
        for find, replace in self.edits:
            count = source.count(find)
            if count != 1:
                raise ValueError(
                    f"mistake {self.exercise}/{self.id}: expected {find!r} once in the solution, "
                    f"got it {count} times. "
                    "Write the edit anew for the solution as it stands."
                )
            source = source.replace(find, replace)
        return source


def load_mistakes(assignment):
    """Read the mistakes of an assignment from `<assignment>.toml`; none where there is no such file.

    Raises:
        ValueError: a key is missing or unknown, or two mistakes of one exercise share an id.
    """
    path = FOLDER / f"{assignment}.toml"
    if not path.is_file():
        return []
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["mistake"]
    wanted = {"id", "exercise", "edits", "caught_by", "help"}
    mistakes = []
    for entry in entries:
        if set(entry) != wanted:
            raise ValueError(f"{assignment}.toml: expected the keys {sorted(wanted)}, got {sorted(entry)}.")
        edits = tuple((edit["find"], edit["replace"]) for edit in entry["edits"])
        mistakes.append(
            Mistake(
                entry["id"],
                entry["exercise"],
                edits,
                tuple(entry["caught_by"]),
                " ".join(entry["help"].split()),
            )
        )
    names = [(mistake.exercise, mistake.id) for mistake in mistakes]
    doubles = {name for name in names if names.count(name) > 1}
    if doubles:
        raise ValueError(f"{assignment}.toml: expected every id once, got {sorted(doubles)} again.")
    return mistakes
