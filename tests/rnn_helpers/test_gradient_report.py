import re
from xml.etree import ElementTree

import numpy as np
import pytest

from rnn_helpers.array_checks import CheckFailed
from rnn_helpers.gradient_check import check_gradients
from rnn_helpers.gradient_report import told_apart
from rnn_helpers.heat_map import MOST_CELLS, heat_map

from .tanh_rnn import rnn_backward, rnn_forward, rnn_inputs, with_change


@pytest.fixture
def wrong():
    def double_one(gradient):
        gradient[1, 2] *= 2
        return gradient

    return check_gradients(rnn_forward, with_change(3, double_one), rnn_inputs(), outputs=1)


def svgs(markup):
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", markup)]


def cells(svg):
    """Number of cells by colour."""
    return {
        path.get("fill"): path.get("d").count("M") for path in svg.iter("path") if path.get("fill") != "none"
    }


def test_report_prints_a_row_for_each_gradient_and_both_values(wrong):
    text = str(wrong)
    assert text.startswith("4 of 5 gradients right (central differences, every entry)")
    row = next(line for line in text.splitlines() if line.strip().startswith("dW_hh"))
    assert "✗ wrong" in row and "[1, 2]" in row
    yours, numeric = (float(word) for word in row.split()[-2:])
    assert yours == pytest.approx(2 * numeric, rel=1e-4)
    assert repr(wrong) == text


def test_report_is_no_wider_than_a_terminal_in_its_table(wrong):
    assert max(len(line) for line in str(wrong).splitlines() if not line.startswith("-")) <= 100


def test_raise_if_failed_speaks_in_the_error_form_of_the_house(wrong):
    form = (
        r"^dW_hh: expected -?[\d.]+ at \[1, 2\] by central differences, got -?[\d.]+; "
        r"relative error [\d.e-]+ > \de-\d\d, 1 of 16 entries are wrong\. Which term, sum or path"
    )
    with pytest.raises(CheckFailed, match=form):
        wrong.raise_if_failed()


def test_html_is_well_formed_and_needs_nothing_from_outside(wrong):
    markup = wrong._repr_html_()
    ElementTree.fromstring(markup)
    assert not re.search(r"https?:|src=|href=|<script|@import|url\(", markup)


def test_html_has_a_heat_map_with_words_for_each_array(wrong):
    pictures = svgs(wrong._repr_html_())
    assert len(pictures) == 5
    told = [picture.get("aria-label") for picture in pictures]
    assert told[0] == "dx (5, 2, 3): 0 of 30 entries wrong"
    assert told[3].startswith("dW_hh (4, 4): 1 of 16 entries wrong, worst at [1, 2]")
    assert all(picture.get("role") == "img" and picture.find("title").text for picture in pictures)


def test_heat_map_draws_one_cell_for_each_entry(wrong):
    assert sorted(cells(svgs(wrong._repr_html_())[3]).values()) == [1, 15]


def test_html_escapes_what_others_wrote():
    evil = "<script>alert(1)</script>"
    report = check_gradients(lambda **x: np.sum(x[evil]), {evil: "<b>" + evil}, {evil: np.ones(2), "<i>": 3})
    markup = report._repr_html_()
    assert "<script" not in markup and "<i>" not in markup and "&lt;script" in markup
    report = check_gradients(lambda **x: np.sum(x[evil]), {evil: np.zeros(2)}, {evil: np.ones(2)})
    assert "<script" not in report._repr_html_()


def test_report_without_a_single_array_prints():
    report = check_gradients(np.sum, "nothing", np.ones(3))
    assert "✗ wrong" in str(report) and "<svg" not in report._repr_html_()


def test_report_says_once_what_holds_for_every_gradient():
    report = check_gradients(
        rnn_forward, lambda dh, cache: rnn_backward(dh, cache)[0], rnn_inputs(), outputs=1
    )
    assert str(report).count("return value: expected 5 values") == 1


def test_values_that_differ_look_different():
    assert told_apart(1.0, 2.0) == ("1", "2")
    assert told_apart(0.12345678, 0.12345679) == ("0.12345678", "0.12345679")


@pytest.mark.parametrize("shape", [(), (5,), (3, 4), (2, 3, 4), (2, 2, 3, 4)], ids=str)
def test_heat_map_draws_arrays_of_any_number_of_axes(shape):
    errors = np.zeros(shape)
    svg = ElementTree.fromstring(heat_map(errors, errors > 0, errors > 0, "all right"))
    assert sum(cells(svg).values()) == errors.size


def test_heat_map_shows_the_worst_entry_of_each_block_of_a_large_array():
    errors = np.zeros((500, 1000))
    errors[321, 654] = 0.5
    svg = ElementTree.fromstring(heat_map(errors, errors > 0, errors < 0, "one wrong"))
    drawn = cells(svg)
    assert sum(drawn.values()) <= MOST_CELLS**2 and drawn["#662506"] == 1


def test_heat_map_darkens_with_the_error_and_crosses_what_is_undecided():
    errors = np.array([0.0, 1e-4, 1e-2, 1.0, 0.0])
    svg = ElementTree.fromstring(heat_map(errors, errors > 0, np.arange(5) == 4, "five"))
    assert len(cells(svg)) == 5
    assert any(path.get("stroke") for path in svg.iter("path"))
    lightness = [
        sum(int(colour[k : k + 2], 16) for k in (1, 3, 5))
        for colour in ("#E3E6EA", "#FEC44F", "#D95F0E", "#662506")
    ]
    assert lightness == sorted(lightness, reverse=True) and set(cells(svg)) >= {
        "#E3E6EA",
        "#FEC44F",
        "#D95F0E",
        "#662506",
    }
