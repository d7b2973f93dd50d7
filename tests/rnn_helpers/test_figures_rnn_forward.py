"""The figures of 01_rnn_forward: they show what the functions given to them return, and say it in words."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rnn_helpers import style, tasks
from rnn_helpers.figures import rnn_forward as figures
from rnn_helpers.figures import unrolling

WORDS = ("my", "name", "is")


def one_hot(ids, K):
    return np.identity(K)[ids]


def rnn_step_forward(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h), None


def rnn_forward(x, h_0, W_xh, W_hh, b_h):
    h = [h_0]
    for x_t in x:
        h.append(rnn_step_forward(x_t, h[-1], W_xh, W_hh, b_h)[0])
    return np.stack(h[1:]), None


def rnn_readout(h, W_hy, b_y, pattern):
    return (h if pattern == "many-to-many" else h[-1]) @ W_hy + b_y


def softmax_cross_entropy(logits, targets, mask=None):
    probs = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    dlogits = probs - one_hot(targets, logits.shape[-1])
    return -np.log(np.take_along_axis(probs, targets[..., None], axis=-1)).sum(), dlogits


def last_bit():
    """A network that says "odd" where the last bit is 1."""
    return np.full((1, 1), 10.0), np.zeros((1, 1)), np.full(1, -5.0), np.ones((1, 1)), np.zeros(1)


def sentence():
    x = one_hot(tasks.word_ids(WORDS, tasks.FIVE_WORDS), 5)
    return x, np.zeros((1, 3)), tasks.U_TRANSPOSED, np.identity(3), np.zeros(3), WORDS


PICTURES = {
    "word_distances": lambda: figures.word_distances(one_hot, tasks.SENTENCE, tasks.VOCABULARY),
    "picked_row": lambda: figures.picked_row(
        one_hot, rnn_step_forward, tasks.U_TRANSPOSED, "name", tasks.FIVE_WORDS
    ),
    "echo": lambda: figures.echo(rnn_forward),
    "parameters": lambda: figures.parameters_against_window(D=3, H=4, K=6, longest=100),
    "pushes": lambda: figures.pushes(softmax_cross_entropy, [1.0, 0.0, 0.0], 1, ["a", "b", "c"]),
    "loss_curve": lambda: figures.loss_curve([3.0, 2.0, 1.5]),
    "parity_states": lambda: figures.parity_states(last_bit, rnn_forward, rnn_readout, "0110"),
    "unrolled": lambda: unrolling.unrolled(rnn_forward, *sentence()),
    "patterns": lambda: unrolling.patterns(rnn_readout),
}

SAYS = {
    "word_distances": "“I” is 3 from “James” and 6 from “McGuire”; as one-hot vectors every two",
    "picked_row": "0.6, 0.9, −0.8",
    "echo": "zero before step 6",
    "parameters": "The RNN stays at 62; the MLP grows in proportion to T and has 1,234 at T = 100",
    "pushes": "Only the target “b” is pushed up",
    "loss_curve": "from 3.00 to 1.50 over 2 updates",
    "parity_states": "Its answers, 1 for odd, are 0110",
    "unrolled": "unrolled over 3 steps",
    "patterns": "Four unrolled networks",
}


@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_a_png_and_says_in_words_what_it_shows(name):
    picture = PICTURES[name]()
    assert picture.png.startswith(b"\x89PNG")
    assert SAYS[name] in picture.alt
    assert plt.get_fignums() == []


def test_picture_shows_itself_with_its_text_alternative():
    figure = plt.figure()
    html = style.Picture(figure, 'a < b & "c"')._repr_html_()
    assert '<img alt="a &lt; b &amp; &quot;c&quot;"' in html
    assert "<figcaption" in html and "data:image/png;base64," in html


def test_pictures_follow_the_students_function():
    """A wrong function draws another picture: nothing in it is computed beside the student's back."""

    def two_hot(ids, K):
        return 2 * one_hot(ids, K)

    assert "2.83 apart" in figures.word_distances(two_hot, tasks.SENTENCE, tasks.VOCABULARY).alt


def test_style_leaves_the_students_own_settings_alone():
    before = plt.rcParams["font.size"]
    PICTURES["loss_curve"]()
    assert plt.rcParams["font.size"] == before


def test_slider_has_a_frame_for_every_step():
    slider = unrolling.unroll_by_hand(rnn_forward, *sentence())
    assert list(slider.pictures) == [1, 2, 3] and slider.start == 1
    assert len({picture.png for picture in slider.pictures.values()}) == 3
