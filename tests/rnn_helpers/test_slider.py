"""A slider of pictures is a piece of HTML that needs neither a kernel nor a script."""

import re

import matplotlib.pyplot as plt
import pytest

from rnn_helpers.figures.slider import PictureSlider
from rnn_helpers.style import Picture


@pytest.fixture(scope="module")
def pictures():
    return {stop: Picture(plt.figure(figsize=(stop, 1)), f"picture <{stop}>") for stop in (1, 2, 3)}


def test_slider_shows_the_picture_of_the_chosen_stop_and_no_other(pictures):
    page = PictureSlider("width", pictures, start=2)._repr_html_()
    assert page.count("<figure") == page.count('type="radio"') == 3
    group = re.search('id="(slider-[0-9a-f]+)"', page)[1]
    assert f"#{group} figure{{display:none}}" in page
    assert f"#{group}-3:checked~div figure:nth-child(3){{display:block}}" in page
    assert re.findall(r'id="slider-\w+-(\d)" checked', page) == ["2"]


def test_slider_needs_nothing_from_outside(pictures):
    page = PictureSlider("width", pictures, start=1)._repr_html_()
    assert "<script" not in page and "http" not in page and "picture &lt;1&gt;" in page


def test_sliders_of_one_page_are_apart(pictures):
    one, other = (PictureSlider("width", {k: pictures[k] for k in keys}, 1) for keys in ((1, 2), (1, 3)))
    groups = [re.search(r'name="([\w-]+)"', slider._repr_html_())[1] for slider in (one, other)]
    assert groups[0] != groups[1]


def test_slider_in_a_terminal_says_what_is_seen_first(pictures):
    assert repr(PictureSlider("width", pictures, start=3)) == "width = 3: picture <3>"


def test_unknown_start_is_an_error(pictures):
    with pytest.raises(ValueError, match="start: expected one of 1, 2, 3, got 4"):
        PictureSlider("width", pictures, start=4)
