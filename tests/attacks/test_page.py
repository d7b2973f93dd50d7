"""docs/attacks.md, made by `python benchmarks/attacks_against_stock.py`, speaks of the attacks that exist."""

import re

import pytest
from nbgrader.preprocessors import Execute

from .collection import attacks, by_goal
from .damage import points
from .target_course import REPOSITORY

PAGE = REPOSITORY / "docs" / "attacks.md"

# Harmless enough to run without a container: they only touch their own kernel.
SUCCEED = by_goal("cells")
SUCCEED = {
    goal: SUCCEED[goal]
    for goal in (
        "show a value during the test",
        "return object equal to everything",
        "return array that fakes comparison",
        "blank later cells",
        "walk the caller's frames",
    )
}


def rows():
    """The cells of the page's table, less the escapes."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [
        [re.sub(r"\\(.)", r"\1", cell) for cell in re.split(r"(?<!\\) \| ", line[2:-2])] for line in lines[1:]
    ]


def test_page_has_a_row_for_every_attack():
    assert [row[0] for row in rows()] == [attack.goal for attack in attacks()]


def test_page_tells_of_no_harm_here_and_shows_each_sentence():
    for goal, _, here, sentence in rows():
        assert here.startswith("no harm"), goal
        assert sentence.strip() not in ("", "None"), goal


def test_page_counts_its_rows():
    found = rows()
    tried = [row for row in found if not row[1].startswith("not run")]
    survived = [row for row in tried if row[1] == "no harm"]
    text = PAGE.read_text(encoding="utf-8")
    assert f"**{len(found)} of {len(found)}**" in text
    assert f"**{len(survived)} of {len(tried)}**" in text


@pytest.mark.parametrize("attack", SUCCEED.values(), ids=SUCCEED)
def test_attack_succeeds_in_stock_nbgrader(attack, tmp_path):
    """Else the attack would prove nothing here."""
    notebook = attack.notebook()
    Execute(timeout=30).preprocess(notebook, {"metadata": {"path": str(tmp_path)}})
    earned = points(notebook)
    assert earned["target_values"] + earned["target_score"] > 0
