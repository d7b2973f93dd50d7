"""The lecture room: a slider in a student's notebook and in the app, and the notebooks as slides."""

import pytest
from playwright.sync_api import expect

from autograder.bundle import REPOSITORY
from autograder.course import Course
from autograder.lecture.slides import write_slides
from autograder.lecture.with_solution import DEMONSTRATIONS

STEP_1, STEP_2 = "figure img[alt^='Step 1:']", "figure img[alt^='Step 2:']"


def move_first_slider(place):
    handle = place.locator(".noUi-handle").first
    handle.scroll_into_view_if_needed()
    handle.press("ArrowRight")


def test_every_demonstration_of_the_app_follows_its_first_slider(app, page):
    page.goto(app)
    sections = page.locator(".jp-CodeCell:has(.widget-slider)")
    expect(sections).to_have_count(len(DEMONSTRATIONS))
    links = page.locator("a[href^='#']:not(.anchor-link)")
    assert links.count() == len(DEMONSTRATIONS)
    for number in range(len(DEMONSTRATIONS)):
        picture = sections.nth(number).locator("figure img")
        expect(picture).to_be_attached()
        links.nth(number).click()
        expect(page.locator("h2").nth(number)).to_be_in_viewport(ratio=1)
        alt = picture.get_attribute("alt")
        move_first_slider(sections.nth(number))
        expect(picture).not_to_have_attribute("alt", alt)
        expect(picture).to_be_in_viewport(ratio=1)
    assert not page.locator(".jp-InputArea-editor").count(), "the app shows code"
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
