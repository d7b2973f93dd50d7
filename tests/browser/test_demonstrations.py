"""The lecture room: a slider in a student's notebook and in the app, and the notebooks as slides."""

import pytest
from playwright.sync_api import expect

from autograder.bundle import REPOSITORY
from autograder.course import Course
from autograder.lecture.slides import write_slides

STEP_1, STEP_2 = "figure img[alt^='Step 1:']", "figure img[alt^='Step 2:']"


def move_first_slider(page):
    handle = page.locator(".noUi-handle").first
    handle.scroll_into_view_if_needed()
    handle.focus()
    page.keyboard.press("ArrowRight")


def test_a_slider_in_the_app_changes_the_picture(app, page):
    page.goto(app)
    expect(page.locator(STEP_1)).to_be_visible()
    assert not page.locator(".jp-InputArea-editor").count(), "the app shows code"
    move_first_slider(page)
    expect(page.locator(STEP_2)).to_be_visible()
    assert not page.refused


@pytest.fixture(scope="module")
def slides(tmp_path_factory):
    return write_slides(Course(REPOSITORY), "02_bptt", tmp_path_factory.mktemp("slides"))


def test_slides_page_from_the_first_to_the_last(slides, page):
    """Each with text, and with type that the back row can read, at the height that it was fitted to."""
    page.goto(slides.as_uri())
    page.wait_for_function("Reveal.isReady()")
    seen = []
    for _ in range(1000):
        seen.append(page.evaluate("Reveal.getCurrentSlide().innerText"))
        size = page.evaluate("parseFloat(getComputedStyle(Reveal.getCurrentSlide()).fontSize)")
        assert size >= 19, seen[-1]
        if page.evaluate("Reveal.isLastSlide() && !Reveal.availableFragments().next"):
            break
        page.keyboard.press("Space")
    assert all(seen) and len(set(seen)) == page.evaluate("Reveal.getTotalSlides()")
    assert page.locator("math").count() > 100 and page.locator("figure img").count() >= 4
    assert not page.refused
    addresses = "[...document.querySelectorAll('[src],link')].map(e => e.src || e.href).join()"
    assert "http" not in page.evaluate(addresses)


def test_a_long_slide_scrolls_before_it_is_left(slides, page):
    page.goto(slides.as_uri())
    page.wait_for_function("Reveal.isReady()")
    index = page.evaluate(
        """() => {
            const all = Reveal.getSlides();
            for (const slide of all) {
                const {h, v} = Reveal.getIndices(slide);
                Reveal.slide(h, v);
                if (slide.scrollHeight > slide.clientHeight) return all.indexOf(slide);
            }
        }"""
    )
    assert index is not None
    page.keyboard.press("PageDown")
    assert page.evaluate("Reveal.getSlides().indexOf(Reveal.getCurrentSlide())") == index
    assert page.evaluate("Reveal.getCurrentSlide().scrollTop") > 0
